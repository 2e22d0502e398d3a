"""The judgement of the suite: pure functions and dataclasses.

Facts go in; results, reasons and evidence come out. Nothing here knows the ORM, asks
for the time of day or touches a file, so that every rule can be tested by a table of
cases, measured and fuzzed without a database.
"""
