package bartizan.lib.host_test

import data.bartizan.lib.host

machine(values) := {"kind": "aws_instance", "name": "m", "address": "aws_instance.m", "values": values, "references": [{"path": ["ami"], "address": "data.aws_ami.a"}]}

test_script if {
	host.script(machine({"user_data": "apt install AIDE"})) == "apt install aide\n\n\n\n\n" with input as {}
	contains(host.script(machine({"user_data": base64.encode("apt install aide")})), "install aide") with input as {}
}

test_unread if {
	count(host.unread(machine({"user_data": "apt install aide"}))) == 0
	object.keys(host.unread(machine({"user_data": "1c2e5f6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4"}))) == {["user_data"]}
	host.unread(machine({"user_data": "H4sIAAAAAAAA/8pIzcnJBwA="})) == {["user_data"]: "the script is compressed"}
	unsure := object.union(machine({}), {"unknown": [{"path": ["user_data"], "reason": "r"}]})
	host.unread(unsure) == {["user_data"]: "r"}
}

test_image if {
	contains(host.image(machine({"ami": "ami-1"})), "ami-1") with input as {"resources": []}
	found := {"kind": "data.aws_ami", "name": "a", "address": "data.aws_ami.a", "values": {"filter": [{"name": "name", "values": ["CIS Ubuntu*"]}]}}
	contains(host.image(machine({})), "cis ubuntu") with input as {"resources": [found]}
}

test_unseen_image if {
	unsure := object.union(machine({}), {"unknown": [{"path": ["ami"], "reason": "r"}]})
	host.unseen(unsure) == {["ami"]: "r"} with input as {"resources": []}
	found := {"kind": "data.aws_ami", "name": "a", "address": "data.aws_ami.a", "values": {"filter": []}}
	host.unseen(unsure) == {} with input as {"resources": [found]}
}

test_words if {
	host.names_one("pro enable usg", ["usg"])
	host.names_one("/usr/bin/aide", ["aide"])
	not host.names_one("aided by", ["aide"])
}
