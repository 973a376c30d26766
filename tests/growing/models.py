from django.db import models


class Plant(models.Model):
    height_cm = models.IntegerField()
    name = models.CharField(max_length=20, default="")

    class Meta:
        app_label = "growing"

    def __str__(self) -> str:
        return self.name
