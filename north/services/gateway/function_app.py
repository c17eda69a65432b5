import azure.functions as func
from routes.status import bp
from routes.work import work

__version__ = "1.4.2"
app = func.FunctionApp()
app.register_functions(bp)
app.register_blueprint(work)
