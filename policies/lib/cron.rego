# METADATA
# description: >-
#   How often a schedule in the form of cron comes round. Velero and Kubernetes write five fields, CloudNativePG six, with
#   seconds first.
# related_resources:
#   - ref: https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
package bartizan.lib.cron

# Does it come round less often than every day?
rarer_than_daily(schedule) if plain(schedule) in {"@weekly", "@monthly", "@yearly", "@annually"}

rarer_than_daily(schedule) if {
	text := plain(schedule)
	startswith(text, "@every ")
	hours(trim_prefix(text, "@every ")) > 24
}

rarer_than_daily(schedule) if {
	fields := regex.split(`\s+`, plain(schedule))
	count(fields) in {5, 6}
	some back, always in every_day
	not fields[count(fields) - back] in always
}

# By the place from the end (day of month, month, day of week), what means all of them.
every_day := {
	3: {"*", "?", "*/1", "1-31"},
	2: {"*", "?", "*/1", "1-12", "jan-dec"},
	1: {"*", "?", "*/1", "0-6", "1-7", "0-7", "sun-sat", "mon-sun", "0,1,2,3,4,5,6", "1,2,3,4,5,6,7"},
}

# Without the time zone, in lower case.
plain(schedule) := lower(trim_space(regex.replace(schedule, `^\s*(CRON_)?TZ=\S+\s+`, "")))

# The hours of a duration as Go writes it, `168h30m`; undefined when it is none.
hours(duration) := sum(seconds) / 3600 if {
	regex.match(`^([0-9]+([.][0-9]+)?(h|ms|m|s))+$`, duration)
	seconds := [addend |
		some part in regex.find_all_string_submatch_n(`([0-9]+(?:[.][0-9]+)?)(h|ms|m|s)`, duration, -1)
		addend := to_number(part[1]) * unit_seconds[part[2]]
	]
}

unit_seconds := {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
