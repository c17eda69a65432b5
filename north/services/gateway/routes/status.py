import azure.functions as func

bp = func.Blueprint()


@bp.route(route="healthz", auth_level=func.AuthLevel.ANONYMOUS)
def healthz(req):
    return "{}"
