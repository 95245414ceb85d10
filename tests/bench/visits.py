"""How many functions a visit meets: on Lambda, each may be a cold start for the one who waits."""

from tests.handlers.lambda_context import ROUTES

VISITS: dict[str, list[str | tuple[str, str]]] = {
    "applicant, from the first page to the status page": [
        *(("GET", "/"), ("GET", "/apply"), ("POST", "/apply"), ("GET", "/apply/received")),
        *(("GET", "/confirm/{token}"), ("POST", "/confirm/{token}"), ("GET", "/status/{token}")),
    ],
    "applicant who submits an icon by an apply link": [
        *(("GET", "/apply/link/{token}"), ("POST", "/apply/link/{token}")),
        *("events.read_icon", ("GET", "/apply/received")),
    ],
    "reviewer, by the link in an email": [
        *(("HEAD", "/decisions/{token}"), ("GET", "/decisions/{token}"), ("POST", "/decisions/{token}")),
    ],
    "reviewer, who signs in to the console, opens five pages and decides": [
        *(("GET", "/console/sign-in"), ("POST", "/console/sign-in")),
        *(("GET", "/console/enter/{token}"), ("POST", "/console/enter/{token}")),
        *(("GET", "/console"), ("GET", "/console/cases/{case_id}"), ("POST", "/console/cases/{case_id}")),
        *(("GET", "/console/search"), ("GET", "/console/accounts/{account_id}"), ("GET", "/console/statistics")),
    ],
}
"""The requests of each visit, by method and path; a module is a function that one of them invokes and waits for."""

if __name__ == "__main__":
    print("Functions that a visit meets")
    for visit, steps in VISITS.items():
        modules = dict.fromkeys(step if isinstance(step, str) else ROUTES[step] for step in steps)
        print(f"  {len(modules)}  {visit}: {', '.join(modules)}")
