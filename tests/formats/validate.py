"""Each format of `bartizan check`, read by what its readers read it with: see `validate` beside this."""

import hashlib, base64, html, json, os, pathlib, re, subprocess, sys, tempfile

import cmarkgfm, html5lib, jsonschema, junitparser, xmlschema
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

HERE = pathlib.Path(__file__).parent
FORMATS = ["text", "concise", "json", "sarif", "junit", "github", "gitlab", "azure", "markdown", "html"]
PAGES = "https://github.com/bartizan-rs/bartizan/blob/main/docs/policies/"

EVIL = "::error::x %0A ##vso[task.complete]y ##[add-mask]z <script>alert(1)</script> a|b `c` ``d @team #1 ]]> \u202e\u0007 www.evil.example https://evil.example [l](https://evil.example) <!-- --> </details> &amp; $x$ "
SECRET = "correct-horse-battery-staple"

# Where a test case stands, which GitLab shows (https://docs.gitlab.com/ci/testing/unit_test_reports/) and Jenkins' schema does not know.
PLACE = [f"'{name}' attribute not allowed for element" for name in ("file", "line")]

# What GitLab documents of a report of code quality: https://docs.gitlab.com/ci/testing/code_quality/
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}(-[0-9]+)?$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!/|\\./|\\.\\./)"},
                    "lines": {"type": "object", "required": ["begin"], "additionalProperties": {"type": "integer", "minimum": 1}},
                },
            },
        },
    },
}


def pod(name, image="nginx:latest", comment=""):
    text = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": EVIL}, "spec": {"containers": [
        {"name": EVIL + name, "image": image, "securityContext": {"privileged": True}, "env": [{"name": "DB_PASSWORD", "value": SECRET}]}]}})
    return f"{comment}\n{text}\n"


def hostile(folder):
    """A project below its repository that tries to speak for itself."""
    project = folder / "repo" / "services" / "a b"
    project.mkdir(parents=True)
    (folder / "repo/.git").mkdir()
    files = {
        "bartizan.toml": f"[[owners]]\npath = '**'\nowner = {json.dumps('@org/team | <b> ' + EVIL)}\n",
        "::error::x #1 @team <b> ]a;b,c%0A.yaml": pod("web"),
        "new\nline.yaml": pod(EVIL),
        "long.yaml": pod("l" * 100_000, "nginx" + "x" * 100_000 + ":latest"),
        "quiet.yaml": "# bartizan: ignore[K8S-017] " + EVIL.replace("\u0007", "") + pod("quiet"),
        "realm.json": json.dumps({"realm": EVIL, "enabled": True, "keycloakVersion": "26.4.0", "clients": [
            {"clientId": EVIL, "enabled": True, "protocol": "openid-connect", "publicClient": False, "secret": SECRET,
             "standardFlowEnabled": True, "redirectUris": ["*", EVIL + "*"]}]}),
        "main.tf": 'resource "aws_security_group" "a" {\n  description = ' + json.dumps(EVIL.replace("\u0007", "")) +
                   '\n  ingress {\n    cidr_blocks = ["0.0.0.0/0"]\n    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n  }\n}\n',
        "<b>@team\n::error::.json": '{"realm": "a", "clients": [',
        "policy/evil.rego": "package main\n\nimport rego.v1\n\n# METADATA\n# title: '" + EVIL.replace("\u0007", "").replace("\u202e", "") +
                            "'\ndeny contains input.metadata.name if input.kind == \"Pod\"\n",
    }
    for name, text in files.items():
        file = project / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    return project, ["--policy", "policy"]


def check(project, arguments, out):
    """Every format of one scan, and the bytes of a second one."""
    def run(folder):
        folder.mkdir()
        summary = folder / "summary"
        outputs = [f"--output={name}={folder / name}" for name in FORMATS]
        command = [os.environ["BARTIZAN"], "check", "--format=github", "--profile=strict", "--undetermined", *outputs, *arguments]
        done = subprocess.run(command, cwd=project, capture_output=True, env={**os.environ, "GITHUB_STEP_SUMMARY": str(summary)})
        assert done.returncode in (0, 1, 3), done.stderr.decode()
        texts = {name: (folder / name).read_bytes().decode() for name in FORMATS}
        assert done.stdout.decode() == texts["github"]
        return texts | {"summary": summary.read_text()}

    first, second = run(out / "1"), run(out / "2")
    for name in FORMATS:
        text, again = (re.sub(r"; \d+ ms\n", "\n", one[name]) for one in (first, second))
        assert text == again, f"{name} is not stable"
        assert SECRET not in text, f"{name} holds a secret"
    return first


def for_people(text):
    for line in text.splitlines():
        assert not line.lstrip().startswith("::"), line
        assert not re.search(r"##(vso)?\[|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", line), line


def junit(text, new, errors):
    schema = xmlschema.XMLSchema(str(pathlib.Path(os.environ["FORMATS_TOOLS"]) / "junit-10.xsd"))
    unknown = [error.reason for error in schema.iter_errors(text) if error.reason not in PLACE]
    assert not unknown, unknown[:3]
    report = junitparser.JUnitXml.fromstring(text.encode())
    results = [result for suite in report for case in suite for result in case.result]
    of = lambda kind: sum(isinstance(result, kind) for result in results)
    assert (of(junitparser.Failure), of(junitparser.Error)) == (new, errors), (new, errors)
    counted = (report.tests, report.failures, report.errors)
    report.update_statistics()
    assert counted == (report.tests, report.failures, report.errors), counted


def commands(kind, text):
    done = subprocess.run(["node", HERE / "commands.mjs", kind], input=text.encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def github(text, new, errors, repository):
    said = commands("github", text)
    kinds = [one.get("name", "more") for one in said]
    assert kinds == sorted(kinds, key=["error", "warning", "notice", "more"].index), kinds
    assert all(kinds.count(kind) <= limit for kind, limit in [("error", 10), ("warning", 10), ("notice", 10), ("more", 1)])
    for one in said:
        if "name" in one:
            assert set(one["properties"]) <= {"file", "line", "endLine", "col", "endColumn", "title"}, one
            assert len(one["message"]) < 4096 and len(one["properties"]["title"]) < 255, one
            assert "file" not in one["properties"] or (repository / one["properties"]["file"]).exists(), one
        else:
            assert one["text"].startswith("Not annotated: "), one
    more = sum(map(int, re.findall(r"(\d+) more", said[-1].get("text", "")))) if said else 0
    assert more + sum(kind != "more" for kind in kinds) >= new + errors


def gitlab(text, new, errors, repository):
    report = json.loads(text)
    jsonschema.validate(report, CODE_QUALITY)
    assert len({one["fingerprint"] for one in report}) == len(report) >= new + errors
    for one in report:
        assert (repository / one["location"]["path"]).exists(), one


def azure(text, new, errors, repository):
    said = commands("azure", text)
    assert len(said) >= new + errors
    for one in said:
        assert one["name"] == "task.logissue" and one["properties"]["type"] in ("error", "warning"), one
        assert "sourcepath" not in one["properties"] or (repository / one["properties"]["sourcepath"]).exists(), one
    assert all(line.startswith("##vso[task.logissue ") and line.count("##vso[") == 1 for line in text.splitlines())


def markdown(text, new, errors):
    assert len(text) < 65_536 and text.startswith("<!-- bartizan-report -->\n### "), len(text)
    unsafe = Options.CMARK_OPT_UNSAFE
    rendered = [cmarkgfm.github_flavored_markdown_to_html(text, unsafe), MarkdownIt("gfm-like", {"linkify": False}).render(text)]
    for page in rendered:
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        walk(tree.find("body"), in_code=False)
        items = len(tree.findall(".//li"))
        left_out = int((re.search(r"(\d+) findings? (is|are) left out", text) or [0, 0])[1])
        assert items + left_out >= new + errors, (items, left_out, new, errors)


def walk(element, in_code):
    """Fails on anything that a document could have slipped into a rendered comment."""
    allowed = {"body", "h3", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "p", "strong", "code", "a", "br", "ul", "li"}
    if callable(element.tag):
        assert element.text.strip() == "bartizan-report", element.text
    else:
        assert element.tag in allowed, element.tag
        assert set(element.attrib) <= {"href", "align", "style"}, element.attrib
        assert element.attrib.get("href", PAGES).startswith(PAGES), element.attrib
        in_code = in_code or element.tag in ("code", "a")
        if not in_code:
            quiet(element.text)
    for child in element:
        walk(child, in_code)
        if not in_code:
            quiet(child.tail)


def quiet(text):
    """Text in which a code host finds nobody to tell and nothing to link."""
    assert not re.search(r"@\w|#\d|https?://|www\.", text or ""), text


def page(text, new, errors):
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    scripts = tree.findall(".//script")
    policy = tree.find(".//meta[@http-equiv]").attrib["content"]
    hashes = [base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode() for script in scripts]
    assert re.findall(r"'sha256-([^']+)'", policy) == hashes and "default-src 'none'" in policy, policy
    for element in tree.iter():
        if not callable(element.tag):
            assert element.tag not in ("img", "link", "iframe", "object", "form", "base", "b", "i"), element.tag
            assert not any(name.startswith("on") or name == "src" for name in element.attrib), element.attrib
            assert re.match(r"(#|https://)", element.attrib.get("href", "#")), element.attrib
    listed = sum("finding" in element.attrib.get("class", "").split() for element in tree.iter("li"))
    assert listed >= new and (errors == 0 or tree.find(".//section[@id='errors']") is not None)


def machine(texts):
    for name in ("json", "sarif", "gitlab"):
        assert not re.search(r"##(vso)?\[", texts[name]), name
        json.loads(texts[name])


def validate(name, project, repository, arguments, out):
    texts = check(project, arguments, out / name)
    report = json.loads(texts["json"])
    new = sum(finding["state"] == "new" for finding in report["findings"])
    errors = len(report["errors"])
    for_people(texts["text"])
    for_people(texts["concise"])
    machine(texts)
    junit(texts["junit"], new, errors)
    github(texts["github"], new, errors, repository)
    gitlab(texts["gitlab"], new, errors, repository)
    azure(texts["azure"], new, errors, repository)
    markdown(texts["markdown"], new, errors)
    page(texts["html"], new, errors)
    sizes = ", ".join(f"{name} {len(text.encode()) // 1024} KiB" for name, text in texts.items())
    print(f"{name}: {new} findings, {errors} errors; {sizes}")
    return new, errors, texts


def main():
    with tempfile.TemporaryDirectory() as temporary:
        out = pathlib.Path(temporary)
        for name in ("hostile", "examples", "empty"):
            (out / name).mkdir()
        project, arguments = hostile(out)
        new, errors, texts = validate("hostile", project, out / "repo", arguments, out)
        assert new > 20 and errors > 0, (new, errors)
        # What documents say is there all the same.
        assert html.escape("<script>alert(1)</script>", quote=False) in texts["html"] and "##vso[task.complete]" in str(json.loads(texts["json"]))
        examples = pathlib.Path("examples").resolve()
        new, _, _ = validate("examples", examples, examples.parent, [], out)
        assert new > 50, new
        nothing = out / "nothing"
        (nothing / ".git").mkdir(parents=True)
        assert validate("empty", nothing, nothing, [], out)[:2] == (0, 0)


if __name__ == "__main__":
    sys.exit(main())
