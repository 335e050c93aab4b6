package bartizan.terraform.unpinned_version_test

import data.bartizan.terraform.unpinned_version as policy

release(values) := {"kind": "helm_release", "values": values, "unknown": []}

call(values) := {"kind": "module", "name": "vpc", "values": values, "unknown": []}

from_repository(version) := release({"repository": "https://charts.example.org", "chart": "redis", "version": version})

test_violated_without_version if {
	policy.deny == {{"path": ["version"], "message": `chart "redis" has no version: the newest is installed`}} with input as release({"repository": "https://charts.example.org", "chart": "redis"})
	every values in [{"chart": "bitnami/redis"}, {"chart": "oci://registry.example.org/charts/redis"}] {
		count(policy.deny) == 1 with input as release(values)
	}
}

test_violated_by_range if {
	some finding in policy.deny with input as from_repository("~> 1.2")
	finding.message == `version "~> 1.2" of chart "redis" allows others`
	every version in [">= 1.0.0", "^1.2.3", "1.x", "1.2", "*", ">0.0.0-0", "1.2.3 - 2.0.0"] {
		count(policy.deny) == 1 with input as from_repository(version)
	}
}

test_satisfied if {
	every version in ["1.2.3", "v1.2.3", "=1.2.3", "1.2.3-rc.1", "1.2.3+build.4"] {
		count(policy.deny) == 0 with input as from_repository(version)
	}
	every values in [
		{"chart": "./charts/app"},
		{"chart": "../app"},
		{"chart": "/srv/charts/app"},
		{"chart": "charts/app"},
		{"chart": "https://example.org/redis-1.2.3.tgz"},
		{"chart": "oci://registry.example.org/charts/redis:1.2.3"},
		{"chart": "oci://registry.example.org/charts/redis@sha256:abc"},
	] {
		count(policy.deny) == 0 with input as release(values)
		count(policy.undetermined) == 0 with input as release(values)
	}
}

test_unknown_is_undetermined if {
	every name in ["version", "chart", "repository"] {
		values := object.remove({"repository": "https://charts.example.org", "chart": "redis"}, [name])
		unsure := {"kind": "helm_release", "values": values, "unknown": [{"path": [name], "reason": "known after apply"}]}
		count(policy.deny) == 0 with input as unsure
		policy.undetermined == {{"path": [name], "reason": "known after apply"}} with input as unsure
	}
}

test_unknown_repository_does_not_matter_for_an_exact_version if {
	sure := {"kind": "helm_release", "values": {"chart": "redis", "version": "1.2.3"}, "unknown": [{"path": ["repository"], "reason": "known after apply"}]}
	count(policy.undetermined) == 0 with input as sure
}

test_module_without_version_violated if {
	every source in [
		"terraform-aws-modules/vpc/aws",
		"terraform-aws-modules/iam/aws//modules/iam-role",
		"app.terraform.io/example/vpc/aws",
		"registry.example.org:8443/team/vpc/aws",
	] {
		policy.deny == {{"path": ["version"], "message": `module "vpc" has no version: the newest is installed`}} with input as call({"source": source})
	}
}

test_module_with_a_range_violated if {
	every version in ["~> 5.0", ">= 5.1.2", "5.1", "5"] {
		some finding in policy.deny with input as call({"source": "terraform-aws-modules/vpc/aws", "version": version})
		finding == {"path": ["version"], "message": sprintf(`version %q of module "vpc" allows others`, [version])}
	}
}

test_module_of_a_repository_violated if {
	every source in [
		"git::https://example.org/vpc.git",
		"git::ssh://git@example.org/vpc.git//modules/a?depth=1",
		"github.com/example/vpc",
		"git@github.com:example/vpc.git",
		"bitbucket.org/example/vpc",
		"hg::https://example.org/vpc",
		"oci://registry.example.org/modules/vpc",
	] {
		policy.deny == {{"path": ["source"], "message": `module "vpc" takes the newest of its repository`}} with input as call({"source": source})
	}
	policy.deny == {{"path": ["source"], "message": `module "vpc" follows branch "main"`}} with input as call({"source": "git::https://example.org/vpc.git?ref=main"})
}

test_module_satisfied if {
	every values in [
		{"source": "./vpc"},
		{"source": "../vpc"},
		{"source": ".."},
		{"source": "terraform-aws-modules/vpc/aws", "version": "5.1.2"},
		{"source": "terraform-aws-modules/vpc/aws", "version": "= 5.1.2"},
		{"source": "git::https://example.org/vpc.git?ref=v1.2.3"},
		{"source": "git::https://example.org/vpc.git//modules/a?depth=1&ref=51d462976d84fdea54b47d80dcabbf680badcdb8"},
		{"source": "github.com/example/vpc?ref=main-2024"},
		{"source": "hg::https://example.org/vpc?rev=1a2b3c"},
		{"source": "oci://registry.example.org/modules/vpc?tag=1.2.3"},
		{"source": "https://example.org/vpc.zip"},
		{"source": "s3::https://s3-eu-central-1.amazonaws.com/modules/vpc.zip"},
	] {
		count(policy.deny) == 0 with input as call(values)
		count(policy.undetermined) == 0 with input as call(values)
	}
}

test_module_with_an_expression_is_undetermined if {
	later := [{"path": ["version"], "reason": "an expression"}]
	unsure := object.union(call({"source": "terraform-aws-modules/vpc/aws"}), {"unknown": later})
	count(policy.deny) == 0 with input as unsure
	policy.undetermined == {{"path": ["version"], "reason": "an expression"}} with input as unsure
	source := object.union(call({}), {"unknown": [{"path": ["source"], "reason": "an expression"}]})
	count(policy.deny) == 0 with input as source
	policy.undetermined == {{"path": ["source"], "reason": "an expression"}} with input as source
}
