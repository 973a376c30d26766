def components_context() -> dict[str, object]:
    return {}
