"""The version that is stored with every scenario, so that a plan can be made again."""

ENGINE_VERSION = "0.2.0"
