#!/usr/bin/env python3
"""Keystroke to diagnostics in a chart of Helm: from writing `textDocument/didChange` to `publishDiagnostics`.

  chart_latency.py [LIMIT]      LIMIT: milliseconds allowed at the 95th percentile (100)

The chart has 40 templates and helpers, a values file of several hundred lines and three environments, in which all of
it is judged at every keystroke; a template and the values file are open at once. Typed are, in either, a value that
makes and mends a finding and a comment at the top, behind which every place of the file moves; in the template an
action, which is wrong until it is whole; and a name that every template includes.
"""
import pathlib
import sys
import tempfile

from latency import HERE, Typing, settle

PARTS = 8
KINDS = ["deployment", "service", "configmap", "serviceaccount", "networkpolicy"]
CHART = "apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: 4.5.6\n"
GLOBAL = "# The values of the shop\nglobal:\n  registry: registry.example\n  domain: shop.example\n  labels: {team: shop}\n"


def chart(folder):
    """Writes the chart. Gives the template, the values file and the helpers in which is typed."""
    templates = folder / "templates"
    templates.mkdir(parents=True)
    read = {name: (HERE / f"chart/{name}.yaml").read_text() for name in [*KINDS, "part"]}
    (folder / "Chart.yaml").write_text(CHART)
    for part in range(PARTS):
        for kind in KINDS:
            (templates / f"part{part}-{kind}.yaml").write_text(read[kind].replace("@", str(part)))
    parts = "".join(read["part"].replace("@", str(part)) for part in range(PARTS))
    (folder / "values.yaml").write_text(GLOBAL + parts)
    for name, replicas in [("prod", 5), ("test", 1)]:
        own = "".join(f"part{part}:\n  replicas: {replicas}\n  env: {{log_level: warn}}\n" for part in range(PARTS))
        (folder / f"values-{name}.yaml").write_text(f"global:\n  domain: {name}.shop.example\n{own}")
    helpers = templates / "_helpers.tpl"
    helpers.write_text((HERE / "chart/_helpers.tpl").read_text())
    return templates / "part3-deployment.yaml", folder / "values.yaml", helpers


def main():
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 100
    holds = True
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary).resolve()
        template, values, helpers = ((file, "yaml") for file in chart(root / "shop"))
        (root / ".git").mkdir()
        # Where is typed, behind what, and what; what comes of a file written so.
        cases = [
            ("value", template, "hostNetwork: ", "true", "hostNetwork: {{ $part.hostNetwork }}", "hostNetwork: "),
            ("action", template, "  replicas: ", "{{ 3 }}", "  replicas: {{ $part.replicas }}", "  replicas: "),
            ("comment", template, "# The deployment of part 3", " of mine", "", ""),
            ("value", values, "readOnlyRootFilesystem: tru", "e", "Filesystem: true", "Filesystem: tru"),
            ("comment", values, "# The values of the shop", " of mine", "", ""),
            ("name", helpers, 'printf "%s-%s', "-shop", "", ""),
        ]
        for what, file, after, characters, old, new in cases:
            path, _ = file
            written = path.read_text()
            path.write_text(written.replace(old, new, 1))
            settle(root)
            others = [other for other in [template, values] if other != file]
            typing = Typing(root, file, after, characters, others)
            holds &= typing.p95() <= limit
            print(f"{path.name:22} {what:8} {typing}", flush=True)
            path.write_text(written)
    print("chart latency:", "holds" if holds else "falls short", "at", limit, "ms")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
