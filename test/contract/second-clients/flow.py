"""Does boto3 get through the whole life of a stack?

Driven by test/contract/boto3.long.test.ts: reads where to go from standard input,
writes what it saw as JSON. It asserts nothing itself, so that expectations stand in
one place. Waiters and paginators are botocore's own.
"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

told = json.load(sys.stdin)
WAITING = {"Delay": 0.05, "MaxAttempts": 400}
CONFIG = Config(retries={"max_attempts": 0})


def client(service, keys):
    return boto3.client(
        service,
        endpoint_url=told["endpoint"],
        region_name=told["region"],
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys.get("SessionToken"),
        config=CONFIG,
    )


def refusal(call, **arguments):
    """The class that botocore makes of an error, its code and status."""
    try:
        call(**arguments)
        return None
    except ClientError as error:
        return {
            "class": type(error).__name__,
            "code": error.response["Error"]["Code"],
            "status": error.response["ResponseMetadata"]["HTTPStatusCode"],
        }


def pages(cloud, operation, key, **arguments):
    found = [len(page[key]) for page in cloud.get_paginator(operation).paginate(**arguments)]
    return {"pages": len(found), "entries": sum(found)}


def knows(cloud, operation, member):
    return member in cloud.meta.service_model.operation_model(operation).input_shape.members


def make(cloud, name, kind, template, **more):
    made = cloud.create_change_set(
        StackName="app", ChangeSetName=name, ChangeSetType=kind, TemplateBody=template, **more
    )
    cloud.get_waiter("change_set_create_complete").wait(ChangeSetName=made["Id"], WaiterConfig=WAITING)
    # Older models do not know the field; what they can ask for is asked for.
    values = {"IncludePropertyValues": True} if knows(cloud, "DescribeChangeSet", "IncludePropertyValues") else {}
    return cloud.describe_change_set(ChangeSetName=made["Id"], **values)


def execute(cloud, described, waiter):
    cloud.execute_change_set(ChangeSetName=described["ChangeSetId"], ClientRequestToken="t-" + described["ChangeSetName"])
    cloud.get_waiter(waiter).wait(StackName=described["StackId"], WaiterConfig=WAITING)
    return cloud.describe_stacks(StackName="app")["Stacks"][0]["StackStatus"]


def changes(described):
    return [change["ResourceChange"] for change in described["Changes"]]


sts = client("sts", told["keys"])
role = {"RoleArn": told["roleArn"], "RoleSessionName": "second"}
seen = {
    "wrong external id": refusal(sts.assume_role, **role, ExternalId="somebody-elses"),
    "no external id": refusal(sts.assume_role, **role),
}
cloud = client("cloudformation", sts.assume_role(**role, ExternalId=told["externalId"])["Credentials"])
seen["knows values"] = knows(cloud, "DescribeChangeSet", "IncludePropertyValues")

first = make(cloud, "first", "CREATE", told["template"])
seen["create"] = {"changes": changes(first), "status": execute(cloud, first, "stack_create_complete")}
seen["events"] = [
    [event["LogicalResourceId"], event["ResourceStatus"], event.get("ClientRequestToken")]
    for event in cloud.describe_stack_events(StackName="app")["StackEvents"]
]
seen["resources"] = [
    [one["LogicalResourceId"], one["ResourceStatus"]]
    for one in cloud.list_stack_resources(StackName="app")["StackResourceSummaries"]
]
template = cloud.get_template(StackName="app")["TemplateBody"]
seen["template"] = template if isinstance(template, str) else json.dumps(template, separators=(",", ":"))

second = make(cloud, "second", "UPDATE", told["changed"])
seen["update"] = {"changes": changes(second), "status": execute(cloud, second, "stack_update_complete")}

try:
    make(cloud, "third", "UPDATE", told["changed"])
    seen["no change"] = None
except WaiterError as error:
    seen["no change"] = {key: error.last_response.get(key) for key in ("Status", "StatusReason", "ExecutionStatus")}

seen["errors"] = {
    "set not found": refusal(cloud.describe_change_set, StackName="app", ChangeSetName="ghost"),
    "set exists": refusal(
        cloud.create_change_set, StackName="app", ChangeSetName="third", TemplateBody=told["template"]
    ),
    "set failed": refusal(cloud.execute_change_set, StackName="app", ChangeSetName="third"),
    "stack exists": refusal(cloud.create_stack, StackName="app", TemplateBody=told["template"]),
    "stack missing": refusal(cloud.describe_stacks, StackName="ghost"),
    "capabilities": refusal(cloud.create_stack, StackName="roles", TemplateBody=told["withRole"]),
    "token used": refusal(cloud.delete_stack, StackName="app", ClientRequestToken="t-first"),
    "sets full": refusal(
        cloud.create_change_set, StackName="app", ChangeSetName="fourth", TemplateBody=told["template"]
    ),
}

cloud.create_stack(StackName="other", TemplateBody=told["other"])
cloud.get_waiter("stack_create_complete").wait(StackName="other", WaiterConfig=WAITING)
seen["pages"] = {
    "stacks": pages(cloud, "describe_stacks", "Stacks"),
    "summaries": pages(cloud, "list_stacks", "StackSummaries"),
    "events": pages(cloud, "describe_stack_events", "StackEvents", StackName="app"),
    "resources": pages(cloud, "list_stack_resources", "StackResourceSummaries", StackName="app"),
    "changes": pages(cloud, "describe_change_set", "Changes", ChangeSetName=first["ChangeSetId"]),
}

stack_id = cloud.describe_stacks(StackName="app")["Stacks"][0]["StackId"]
cloud.delete_stack(StackName="app")
cloud.get_waiter("stack_delete_complete").wait(StackName=stack_id, WaiterConfig=WAITING)
seen["delete"] = {
    "by id": cloud.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"],
    "by name": refusal(cloud.describe_stacks, StackName="app"),
}
json.dump(seen, sys.stdout, default=str)
