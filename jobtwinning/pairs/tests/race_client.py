"""One browser of a race: its own process, no Django. Reads a request per line, posts it, tells what came back."""

import http.client
import json
import sys


def exchange(port: int, method: str, path: str, cookies: dict[str, str], body: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": f"http://127.0.0.1:{port}/",
    }
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    text = response.read().decode()
    for name, value in response.getheaders():
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
    connection.close()
    return response.status, response.getheader("Location") or "", text


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        cookies = dict(job["cookies"])
        status, location, text = exchange(job["port"], "POST", job["path"], cookies, job["body"])
        if status == 302 and job.get("look"):
            _, _, text = exchange(job["port"], "GET", job["look"], cookies)
        print(json.dumps({"status": status, "location": location, "text": text}), flush=True)


if __name__ == "__main__":
    main()
