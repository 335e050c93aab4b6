package bartizan.lib.sysctls_test

import data.bartizan.lib.sysctls

test_safe_by_version if {
	every case in [["net.ipv4.tcp_rmem", "1.32"], ["net/ipv4/tcp_rmem", null], ["net.ipv4.tcp_syncookies", "1.20"]] {
		sysctls.safe(case[0]) with input as {"version": case[1]}
	}
	every case in [["net.ipv4.tcp_rmem", "1.31"], ["kernel.msgmax", null]] {
		not sysctls.safe(case[0]) with input as {"version": case[1]}
	}
}

test_disputed if {
	sysctls.disputed("net.ipv4.tcp_notsent_lowat") == 37 with input as {}
	not sysctls.disputed("net.ipv4.tcp_notsent_lowat") with input as {"version": "1.36"}
	not sysctls.disputed("net.ipv4.tcp_rmem") with input as {}
}
