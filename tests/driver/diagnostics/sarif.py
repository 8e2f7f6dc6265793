"""Checks a SARIF document: what version 2.1.0 requires of the parts that are written here.
sarif.py DOCUMENT prints one line a result."""
import json, sys


def need(condition, what):
    if not condition:
        sys.exit("no SARIF: " + what)


def check_location(location):
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    need(isinstance(uri, str) and uri and " " not in uri, f"uri {uri!r}")
    region = physical.get("region")
    if region is not None:
        need(isinstance(region["startLine"], int) and region["startLine"] >= 1, "startLine")
        for key in ("startColumn", "endColumn"):
            need(isinstance(region.get(key, 1), int) and region.get(key, 1) >= 1, key)
        need(region.get("endColumn", 1 << 30) >= region.get("startColumn", 1), "an empty region")
        return f"{uri}:{region['startLine']}"
    return uri


document = json.load(open(sys.argv[1], encoding="utf-8"))
need(document["version"] == "2.1.0", "version")
need(document["$schema"].endswith("sarif-2.1.0.json"), "$schema")
need(isinstance(document["runs"], list) and len(document["runs"]) == 1, "runs")
run = document["runs"][0]
driver = run["tool"]["driver"]
need(driver["name"] == "ecc", "driver.name")
ids = [rule["id"] for rule in driver["rules"]]
need(len(set(ids)) == len(ids), "a rule stands twice")
for invocation in run["invocations"]:
    need(isinstance(invocation["executionSuccessful"], bool), "executionSuccessful")
for result in run["results"]:
    need(isinstance(result["message"]["text"], str) and result["message"]["text"], "message.text")
    need(result["level"] in ("none", "note", "warning", "error"), "level")
    need(ids[result["ruleIndex"]] == result["ruleId"], "ruleIndex")
    places = [check_location(location) for location in result["locations"]]
    for location in result.get("relatedLocations", []):
        check_location(location)
        need(location["message"]["text"], "relatedLocations.message")
    print(result["level"], result["ruleId"], " ".join(places))
print("good" if run["invocations"][0]["executionSuccessful"] else "failed")
