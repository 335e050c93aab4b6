package bartizan.lib.cidr_test

import data.bartizan.lib.cidr

test_internet if {
	every range in ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/5", "::/0", "::/1", "8000::/1", "2000::/3"] {
		cidr.everyone(range)
	}
}

test_networks if {
	every range in ["10.0.0.0/8", "192.0.2.1/32", "0.0.0.0/32", "fc00::/7", "2001:db8::/32", "0.0.0.0", "*", ""] {
		not cidr.everyone(range)
	}
}
