# METADATA
# description: Durations as Go writes them, in Kubernetes objects (https://pkg.go.dev/time#ParseDuration).
package bartizan.lib.duration

# Hours in `given`, such as `2160h`, `1h30m`, `24h0m0s` or `0`; undefined for anything else.
hours(given) := 0 if given in {"0", 0}

hours(given) := time.parse_duration_ns(given) / 3600000000000 if {
	is_string(given)
	regex.match(`^([0-9.]+(h|m|s|ms))+$`, given)
}
