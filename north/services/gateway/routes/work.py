import os
import azure.functions as func

work = func.Blueprint()
BUS = "NORTH_BUS"


@work.service_bus_queue_trigger(
    arg_name="msg",
    queue_name="jobs",
    connection=BUS,
)
def take_job(msg):
    os.environ["NORTH_VAULT"]
