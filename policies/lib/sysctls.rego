# METADATA
# description: >-
#   Kernel settings that a pod may change without harm to others, and since which Kubernetes
#   (https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls).
package bartizan.lib.sysctls

import data.bartizan.lib.kubernetes

# By name, the minor version of Kubernetes that made it safe.
safe_since := {
	"kernel.shm_rmid_forced": 4,
	"net.ipv4.ip_local_port_range": 4,
	"net.ipv4.ip_local_reserved_ports": 27,
	"net.ipv4.ip_unprivileged_port_start": 22,
	"net.ipv4.ping_group_range": 18,
	"net.ipv4.tcp_fin_timeout": 29,
	"net.ipv4.tcp_keepalive_intvl": 29,
	"net.ipv4.tcp_keepalive_probes": 29,
	"net.ipv4.tcp_keepalive_time": 29,
	"net.ipv4.tcp_notsent_lowat": 37,
	"net.ipv4.tcp_rmem": 32,
	"net.ipv4.tcp_slow_start_after_idle": 37,
	"net.ipv4.tcp_syncookies": 4,
	"net.ipv4.tcp_wmem": 32,
}

# Is the setting safe in the version that the manifests are meant for or, without one, in some supported version?
safe(name) if {
	minor := safe_since[plain(name)]
	not kubernetes.older_than(minor)
}

# The minor version that made the setting safe, where no version is given and supported ones disagree.
disputed(name) := minor if {
	minor := safe_since[plain(name)]
	minor > 35
	not is_string(object.get(input, "version", null))
}

# Names may be written with slashes.
plain(name) := replace(name, "/", ".")
