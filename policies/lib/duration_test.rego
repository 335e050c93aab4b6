package bartizan.lib.duration_test

import data.bartizan.lib.duration

test_hours if {
	duration.hours("2160h") == 2160
	duration.hours("1h30m") == 1.5
	duration.hours("24h0m0s") == 24
	duration.hours("0s") == 0
	duration.hours("0") == 0
	not duration.hours("soon")
	not duration.hours(null)
}
