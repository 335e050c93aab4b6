package bartizan.lib.cron_test

import data.bartizan.lib.cron

test_rarer_than_daily if {
	every schedule in [
		"@weekly", "@monthly", "@every 25h", "0 2 * * 0", "0 2 * * MON-FRI", "0 2 1 * *", "0 2 * 1 *", "0 0 2 * * 0",
		"CRON_TZ=Europe/Tallinn 0 2 * * 1", "0 2 */2 * *",
	] {
		cron.rarer_than_daily(schedule)
	}
}

test_daily if {
	every schedule in [
		"@daily", "@midnight", "@hourly", "@every 24h", "@every 30m", "0 2 * * *", "0 0 2 * * *", "*/5 * * * *",
		"TZ=UTC 0 2 * * *", "0 2 * * 0-6", "0  2 * * ?", "H 2 * *", "",
	] {
		not cron.rarer_than_daily(schedule)
	}
}

test_hours if {
	cron.hours("168h0m0s") == 168
	cron.hours("90m") == 1.5
	not cron.hours("7d")
	not cron.hours("")
}
