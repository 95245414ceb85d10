"""How many functions a visit meets: on Lambda, each may be a cold start for the one who waits."""

from tests.handlers.lambda_context import ROUTES

VISITS = {
    "applicant, from the first page to the status page": [
        *(("GET", "/"), ("GET", "/apply"), ("POST", "/apply"), ("GET", "/apply/received")),
        *(("GET", "/confirm/{token}"), ("POST", "/confirm/{token}"), ("GET", "/status/{token}")),
    ],
    "reviewer, by the link in an email": [
        *(("HEAD", "/decisions/{token}"), ("GET", "/decisions/{token}"), ("POST", "/decisions/{token}")),
    ],
    "reviewer, who signs in to the console, opens five pages and decides": [
        *(("GET", "/console/sign-in"), ("POST", "/console/sign-in")),
        *(("GET", "/console/enter/{token}"), ("POST", "/console/enter/{token}")),
        *(("GET", "/console"), ("GET", "/console/cases/{case_id}"), ("POST", "/console/cases/{case_id}")),
        *(("GET", "/console/search"), ("GET", "/console/accounts/{account_id}"), ("GET", "/console/numbers")),
    ],
}

if __name__ == "__main__":
    print("Functions that a visit meets")
    for visit, requests in VISITS.items():
        modules = dict.fromkeys(ROUTES[request] for request in requests)
        print(f"  {len(modules)}  {visit}: {', '.join(modules)}")
