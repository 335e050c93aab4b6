# METADATA
# title: Pipeline builds images without scanning them
# description: >-
#   A known hole in a library, or a password left in the code, is found in minutes by a scanner in the pipeline, and
#   by an attacker in production otherwise.
# related_resources:
#   - ref: https://tekton.dev/docs/pipelines/pipelines/
#   - ref: https://argo-workflows.readthedocs.io/en/latest/workflow-templates/
#   - ref: https://trivy.dev/latest/
#   - ref: https://registry.terraform.io/providers/integrations/github/latest/docs/resources/branch_protection#required-status-checks
# custom:
#   id: OPS-025
#   severity: medium
#   confidence: medium
#   platform: kubernetes
#   kinds:
#     - tekton.dev/Pipeline
#     - tekton.dev/Task
#     - tekton.dev/ClusterTask
#     - argoproj.io/Workflow
#     - argoproj.io/CronWorkflow
#     - argoproj.io/WorkflowTemplate
#     - argoproj.io/ClusterWorkflowTemplate
#     - github_branch_protection
#     - github_branch_protection_v3
#   scope: fleet
#   level: 3
#   pillar: operations
#   layer: Platform infrastructure
#   owner: Platform/DevOps Team
#   supporting: [Cloud/Network Admins]
#   controls: [M3O1, M2O3, D1]
#   references: {nist-800-53: [SA-11, RA-5]}
#   remediation: >-
#     Add a step that runs Trivy, Grype, Snyk, Kubescape or Checkov and fails on what it finds; in GitHub, list the
#     scan among the `required_status_checks` of the branch.
#   parameters:
#     scanners:
#       type: array
#       default:
#          [trivy, grype, snyk, kubescape, checkov, clair, anchore, semgrep, sonar, kics, terrascan, dockle, syft,
#          neuvector, wiz, scan]
#       description: Words, in lower case, that tell of a scanner in an image, a command or the name of a task.
#     builders:
#       type: array
#       default:
#          [kaniko, buildah, buildkit, buildpacks, "docker build", docker-build, "podman build", jib, s2i, "img
#          build", "ko build"]
#       description: Words, in lower case, that tell of a pipeline which builds images.
package bartizan.kubernetes.pipeline_without_scanner

import data.bartizan.lib.installed
import data.bartizan.lib.kubernetes
import data.bartizan.lib.params
import data.bartizan.lib.unknown

deny contains {
	"message": sprintf("%s %q builds images but runs no scanner", [pipeline.kind, object.get(pipeline, "name", "")]),
	"resource": pipeline.address,
	"path": ["spec"],
} if {
	some pipeline in unscanned
	count(doubts(pipeline)) == 0
}

undetermined contains {"resource": pipeline.address, "path": ["spec"], "reason": reason} if {
	some pipeline in unscanned
	some reason in doubts(pipeline)
}

unscanned := [pipeline |
	some pipeline in pipelines
	text := concat(" ", [text_of(pipeline), referred_text(pipeline)])
	names_one(text, params.get("builders", builders))
	not names_one(text, params.get("scanners", scanners))
]

pipelines := installed.of({"Pipeline", "Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate"})

names_one(text, wanted) if {
	some word in wanted
	contains(text, word)
}

scanners := [
	"trivy", "grype", "snyk", "kubescape", "checkov", "clair", "anchore", "semgrep", "sonar", "kics", "terrascan",
	"dockle", "syft", "neuvector", "wiz", "scan",
]

builders := [
	"kaniko", "buildah", "buildkit", "buildpacks", "docker build", "docker-build", "podman build", "jib", "s2i",
	"img build", "ko build",
]

text_of(resource) := lower(json.marshal(object.get(resource.values, "spec", {})))

# What the tasks and templates say that the pipeline refers to by name.
referred_text(pipeline) := concat(" ", [text |
	some name in referred(pipeline)
	some text in texts[name]
])

texts[name] contains text_of(resource) if {
	some resource in installed.of({"Task", "ClusterTask", "WorkflowTemplate", "ClusterWorkflowTemplate"})
	name := object.get(resource, "name", "")
}

referred(pipeline) := {name |
	walk(object.get(pipeline.values, "spec", {}), [path, name])
	is_string(name)
	count(path) > 1
	path[count(path) - 1] == "name"
	path[count(path) - 2] in {"taskRef", "templateRef", "workflowTemplateRef"}
}

doubts(pipeline) := {reason |
	some name in referred(pipeline)
	not texts[name]
	not installed.complete
	reason := sprintf("what %q does stands outside this scan", [name])
} | {reason |
	some _, reason in unknown.within_in(pipeline, ["spec"])
}

deny contains {
	"message": "changes are merged without any check: required_status_checks is empty",
	"resource": protection.address,
	"path": ["required_status_checks"],
} if {
	some protection in protections
	not unknown.within_in(protection, ["required_status_checks"])
	count(checks(protection)) == 0
}

undetermined contains {"resource": protection.address, "path": path, "reason": reason} if {
	some protection in protections
	count(checks(protection)) == 0
	some path, reason in unknown.within_in(protection, ["required_status_checks"])
}

protections := installed.of({"github_branch_protection", "github_branch_protection_v3"})

checks(protection) := [check |
	some block in kubernetes.list(protection.values, ["required_status_checks"])
	some field in ["contexts", "checks"]
	some check in kubernetes.list(block, [field])
]
