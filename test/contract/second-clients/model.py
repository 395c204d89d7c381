"""Is a reply what botocore's model of the service says that it is?

Driven by test/contract/boto3.long.test.ts. Walks each XML reply beside the output
shape: no unknown element, every value of its type and out of its enum, nothing
missing that is required; an error's code and HTTP status are those of the model or
of AWS's "Common Errors". Then botocore's own parser reads it. Writes what does not
fit, and which operations there are.
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

import botocore.session
from botocore.parsers import create_parser

told = json.load(sys.stdin)
session = botocore.session.get_session()
MODELS = {name: session.get_service_model(name) for name in ("cloudformation", "sts")}

# AWS's "Common Errors" for Query services, and those that clients are known to see though no model has them.
COMMON = {
    "AccessDenied": 403, "ExpiredToken": 403, "IncompleteSignature": 400, "InternalFailure": 500, "InvalidAction": 400,
    "InvalidClientTokenId": 403, "InvalidParameterValue": 400, "MalformedInput": 400, "MissingAuthenticationToken": 403,
    "OptInRequired": 403, "RequestExpired": 400, "RequestEntityTooLarge": 413, "ServiceUnavailable": 503,
    "SignatureDoesNotMatch": 403, "Throttling": 400, "ValidationError": 400,
}
# Recorded (test_change_set_ref and others): the events of a stack itself have the stack's status, which the model forgets.
ALSO = {"DescribeStackEvents.StackEvents.ResourceStatus": ("cloudformation", "StackStatus")}
# Fields that boto3 before 1.34.160 does not know; where it does know them they are checked like all others.
NEWER = {
    "BeforeContext", "AfterContext", "Path", "BeforeValue", "AfterValue", "AttributeChangeType", "OnStackFailure",
    "PolicyAction", "RetainExceptOnCreate", "DetailedStatus",
}
# Errors of actions that boto3 before 1.34 does not know.
NEWER_ERRORS = {"ConcurrentResourcesLimitExceeded": 429}
FORMS = {
    "integer": r"-?\d+", "long": r"-?\d+", "boolean": r"true|false", "double": r"-?[\d.]+",
    "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z",
}


def bare(element):
    return element.tag.split("}")[-1]


def also(at):
    service, shape = ALSO.get(re.sub(r"\[\d+\]", "", at), (None, None))
    return MODELS[service].shape_for(shape).enum if service else []


def walk(element, shape, at):
    if shape.type_name == "structure":
        names = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        given = [bare(child) for child in element]
        for twice in {name for name in given if given.count(name) > 1}:
            yield f"{at}: {twice} stands there twice"
        for child in element:
            if bare(child) in names:
                yield from walk(child, names[bare(child)], f"{at}.{bare(child)}")
            elif bare(child) not in NEWER:
                yield f"{at}: the model knows no {bare(child)}"
        for name in shape.required_members:
            if shape.members[name].serialization.get("name", name) not in given:
                yield f"{at}: {name} is missing"
    elif shape.type_name == "list":
        wanted = shape.member.serialization.get("name", "member")
        for index, child in enumerate(element):
            if bare(child) != wanted:
                yield f"{at}: {bare(child)} where {wanted} belongs"
            yield from walk(child, shape.member, f"{at}[{index}]")
    elif shape.type_name == "map":
        yield f"{at}: a map, which no simulated reply has"
    else:
        text = element.text or ""
        if len(element):
            yield f"{at}: elements inside a {shape.type_name}"
        if getattr(shape, "enum", None) and text not in shape.enum + also(at):
            yield f"{at}: {text} is not one of {shape.enum}"
        if shape.type_name in FORMS and not re.fullmatch(FORMS[shape.type_name], text):
            yield f"{at}: {text} is no {shape.type_name}"


def check_answer(operation, reply, root):
    action = reply["action"]
    if bare(root) != f"{action}Response":
        yield f"{action}: the root is {bare(root)}"
        return
    if root.tag != f"{{{operation.service_model.metadata['xmlNamespace']}}}{action}Response":
        yield f"{action}: the namespace is that of {root.tag}"
    shape = operation.output_shape
    wrapper = shape.serialization.get("resultWrapper", f"{action}Result") if shape else f"{action}Result"
    for child in root:
        if bare(child) == wrapper and shape:
            yield from walk(child, shape, action)
        elif bare(child) not in ("ResponseMetadata", wrapper):
            yield f"{action}: the model knows no {bare(child)}"


def check_error(operation, reply, root):
    action, status = reply["action"], reply["status"]
    code = next((e.text for e in root.iter() if bare(e) == "Code"), None)
    kind = next((e.text for e in root.iter() if bare(e) == "Type"), None)
    listed = {s.error_code: s.metadata["error"]["httpStatusCode"] for s in operation.error_shapes} if operation else {}
    if code in listed:
        wanted = listed[code]
    elif code in COMMON:
        wanted = COMMON[code]
    elif operation is None and code in NEWER_ERRORS:
        wanted = NEWER_ERRORS[code]
    else:
        yield f"{action}: {code} is no error of this action"
        return
    if status != wanted:
        yield f"{action}: {code} comes with {status}, not with {wanted}"
    if kind != ("Sender" if status < 500 else "Receiver"):
        yield f"{action}: {code} is said to be the fault of the {kind}"


def check(reply):
    model = MODELS[reply["service"]]
    operation = model.operation_model(reply["action"]) if reply["action"] in model.operation_names else None
    root = ElementTree.fromstring(reply["body"])
    if reply["status"] >= 300:
        yield from check_error(operation, reply, root)
    else:
        yield from check_answer(operation, reply, root)
    raw = {"status_code": reply["status"], "headers": {}, "body": reply["body"].encode()}
    parsed = create_parser("query").parse(raw, operation.output_shape if operation else None)
    if not parsed["ResponseMetadata"].get("RequestId"):
        yield f"{reply['action']}: botocore finds no request id"


json.dump(
    {
        "problems": [problem for reply in told for problem in check(reply)],
        "operations": {name: list(model.operation_names) for name, model in MODELS.items()},
    },
    sys.stdout,
)
