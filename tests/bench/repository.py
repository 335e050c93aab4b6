"""A large repository of everything that is judged, as it comes together over years: manifests, charts, modules, realms and
the files of programs between them. Written anew for each measurement; the same number of files gives the same bytes.

  repository.py FOLDER [FILES]      writes one of FILES files (10,000) into a folder that does not exist
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FILES = 10_000

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: service-@, namespace: team-%, labels: {app: service-@}}
spec:
  replicas: 2
  selector: {matchLabels: {app: service-@}}
  template:
    metadata: {labels: {app: service-@}}
    spec:
      serviceAccountName: service-@
      containers:
        - name: service
          image: registry.example/service-@:1.2.3
          ports: [{containerPort: 8080}]
          env:
            - {name: LOG_LEVEL, value: info}
            - name: TOKEN
              valueFrom: {secretKeyRef: {name: service-@, key: token}}
          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: FAULT}
---
apiVersion: v1
kind: Service
metadata: {name: service-@, namespace: team-%}
spec: {selector: {app: service-@}, ports: [{port: 80, targetPort: 8080}]}
"""
CLIENTS = 6


def manifests(number):
    """A folder of twenty manifests."""
    texts = {}
    for part in range(20):
        text = MANIFEST.replace("@", f"{number}-{part}").replace("%", str(number))
        texts[f"deploy/team{number}/service{part}.yaml"] = text.replace("FAULT", "false" if part % 5 else "true")
    return texts


def chart(number):
    """A chart of two parts: metadata, values, helpers and ten templates."""
    folder, parts = f"charts/shop{number}", range(2)
    read = lambda name: (HERE / "chart" / name).read_text()
    values = "global:\n  registry: registry.example\n  domain: shop.example\n  labels: {team: shop}\n"
    texts = {
        "Chart.yaml": f"apiVersion: v2\nname: shop{number}\nversion: 1.2.3\nappVersion: 4.5.6\n",
        "values.yaml": values + "".join(read("part.yaml").replace("@", str(part)) for part in parts),
        "templates/_helpers.tpl": read("_helpers.tpl"),
    }
    for kind in ["deployment", "service", "configmap", "serviceaccount", "networkpolicy"]:
        for part in parts:
            texts[f"templates/part{part}-{kind}.yaml"] = read(f"{kind}.yaml").replace("@", str(part))
    return {f"{folder}/{name}": text for name, text in texts.items()}


def module(number):
    """A root module of six teams, the module that it calls and the values of its variables."""
    folder = f"infra/stack{number}"
    texts = {f"{folder}/main.tf": (HERE / "terraform/main.tf").read_text(),
             f"{folder}/service/main.tf": (HERE / "terraform/service/main.tf").read_text(),
             f"{folder}/terraform.tfvars": "exposed = false\n"}
    team = (HERE / "terraform/team.tf.template").read_text()
    for each in range(6):
        texts[f"{folder}/team{each}.tf"] = team.replace("@", str(each))
    return texts


def realm(number):
    """A realm with clients, and its users in a file of their own."""
    clients = [{"clientId": f"client-{each}", "enabled": True, "publicClient": each % 2 == 0, "protocol": "openid-connect",
                "redirectUris": [f"https://app{each}.example/*" if each else "*"], "webOrigins": ["+"],
                "standardFlowEnabled": True, "directAccessGrantsEnabled": False} for each in range(CLIENTS)]
    name = f"realm-{number}"
    held = {"id": name, "realm": name, "enabled": True, "sslRequired": "external", "bruteForceProtected": True,
            "accessTokenLifespan": 300, "clients": clients, "roles": {"realm": [{"name": "user"}]}}
    users = {"realm": name, "users": [{"username": f"user-{each}", "enabled": True} for each in range(20)]}
    return {f"keycloak/{name}/{name}-realm.json": json.dumps(held, indent=1),
            f"keycloak/{name}/{name}-users-0.json": json.dumps(users, indent=1)}


def program(number):
    """What is nobody's business here."""
    return {f"src/part{number}/code{each}.py": "x = 1\n" * 40 for each in range(15)} | \
        {f"src/part{number}/data{each}.json": json.dumps({"items": list(range(100))}) for each in range(4)} | \
        {f"src/part{number}/settings.yaml": "a: 1\nb: [2, 3]\n" * 20}


def write(root, files=FILES):
    """Writes a repository of about `files` files below `root`. Gives how many they are."""
    root.mkdir(parents=True)
    (root / ".git").mkdir()
    written = number = 0
    while written < files:
        # Of each hundred files about forty are manifests, of charts 24, of modules 9, of realms 4, of programs 20.
        kinds = [manifests, manifests, chart, chart, module, realm, realm, program]
        for at, kind in enumerate(kinds):
            for name, text in kind(len(kinds) * number + at).items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                written += 1
        number += 1
    return written


if __name__ == "__main__":
    print(write(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else FILES), "files")
