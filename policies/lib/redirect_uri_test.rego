package bartizan.lib.redirect_uri_test

import data.bartizan.lib.redirect_uri

test_wildcards if {
	every uri in ["*", "https://*", "myapp://*", "https://portal.example.org*", "https:*", "portal*"] {
		redirect_uri.wildcard(uri)
	}
	count({uri |
		some uri in ["https://portal.example.org/*", "/app/*", "https://*.example.org/cb", "org.example.app:/*", "+"]
		redirect_uri.wildcard(uri)
	}) == 0
}

test_scheme_and_host if {
	redirect_uri.scheme("HTTP://Portal.example.org/cb") == "http"
	redirect_uri.scheme("org.example.app:/cb") == "org.example.app"
	count({uri | some uri in ["/cb", "${URL}/cb", "$(env:URL)/cb", "+"]; redirect_uri.scheme(uri)}) == 0
	redirect_uri.host("http://user@Portal.example.org:8080/cb") == "portal.example.org"
	redirect_uri.host("http://[::1]:8080/cb") == "[::1]"
}

test_loopback if {
	every uri in ["http://localhost:3000/cb", "http://127.0.0.1/cb", "http://[::1]/cb", "http://app.localhost/cb"] {
		redirect_uri.loopback(uri)
	}
	count({uri | some uri in ["http://localhost.example.org/cb", "https://x/localhost", "/cb"]; redirect_uri.loopback(uri)}) == 0
}
