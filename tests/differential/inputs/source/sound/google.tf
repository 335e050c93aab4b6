# What the policies for Google Cloud ask for, once each.

resource "google_project" "sound" {
  name                = "sound"
  project_id          = "sound"
  billing_account     = "000000-000000-000000"
  auto_create_network = false
}

resource "google_project_iam_audit_config" "sound" {
  project = google_project.sound.project_id
  service = "allServices"
  audit_log_config {
    log_type = "ADMIN_READ"
  }
  audit_log_config {
    log_type = "DATA_READ"
  }
  audit_log_config {
    log_type = "DATA_WRITE"
  }
}

resource "google_storage_bucket" "sound" {
  name                        = "sound"
  location                    = "EU"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
  logging {
    log_bucket = "logs"
  }
}

resource "google_storage_bucket_iam_member" "sound" {
  bucket = "other"
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:portal@services.iam.gserviceaccount.com"
}

resource "google_compute_firewall" "https" {
  name          = "https"
  network       = "services"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "tcp"
    ports    = ["443"]
  }
}

resource "google_compute_subnetwork" "sound" {
  name          = "sound"
  network       = "services"
  region        = "europe-west1"
  ip_cidr_range = "10.0.0.0/24"
  log_config {
    aggregation_interval = "INTERVAL_5_SEC"
    flow_sampling        = 0.5
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

resource "google_compute_instance" "sound" {
  name         = "sound"
  machine_type = "e2-small"
  zone         = "europe-west1-b"
  boot_disk {
    initialize_params {
      image = "debian-12"
    }
  }
  network_interface {
    network = "services"
  }
  metadata = {
    serial-port-enable     = "false"
    block-project-ssh-keys = "true"
    enable-oslogin         = "true"
  }
  service_account {
    email  = "portal@services.iam.gserviceaccount.com"
    scopes = ["https://www.googleapis.com/auth/devstorage.read_only"]
  }
  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }
}

resource "google_compute_project_metadata" "sound" {
  metadata = {
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "true"
  }
}

resource "google_container_cluster" "sound" {
  name                     = "sound"
  location                 = "europe-west1"
  remove_default_node_pool = true
  initial_node_count       = 1
  enable_legacy_abac       = false
  enable_shielded_nodes    = true
  logging_service          = "logging.googleapis.com/kubernetes"
  monitoring_service       = "monitoring.googleapis.com/kubernetes"
  master_auth {
    client_certificate_config {
      issue_client_certificate = false
    }
  }
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "198.51.100.0/24"
    }
  }
  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = true
    master_ipv4_cidr_block  = "172.16.0.0/28"
  }
  network_policy {
    enabled = true
  }
  workload_identity_config {
    workload_pool = "services.svc.id.goog"
  }
  node_config {
    workload_metadata_config {
      mode = "GKE_METADATA"
    }
  }
  release_channel {
    channel = "REGULAR"
  }
  binary_authorization {
    evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE"
  }
  security_posture_config {
    mode               = "BASIC"
    vulnerability_mode = "VULNERABILITY_BASIC"
  }
}

resource "google_container_node_pool" "sound" {
  name    = "sound"
  cluster = google_container_cluster.sound.id
  management {
    auto_upgrade = true
    auto_repair  = true
  }
  node_config {
    workload_metadata_config {
      mode = "GKE_METADATA"
    }
    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
  }
}

resource "google_sql_database_instance" "sound" {
  name             = "sound"
  database_version = "POSTGRES_16"
  region           = "europe-west1"
  settings {
    tier = "db-custom-2-7680"
    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
    }
    ip_configuration {
      ipv4_enabled    = false
      private_network = "services"
      ssl_mode        = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
    }
    database_flags {
      name  = "log_connections"
      value = "on"
    }
    database_flags {
      name  = "log_disconnections"
      value = "on"
    }
    database_flags {
      name  = "cloudsql.enable_pgaudit"
      value = "on"
    }
    database_flags {
      name  = "pgaudit.log"
      value = "ddl,write"
    }
  }
}

resource "google_sql_database_instance" "mysql_sound" {
  name             = "mysql-sound"
  database_version = "MYSQL_8_0"
  region           = "europe-west1"
  settings {
    tier = "db-custom-2-7680"
    backup_configuration {
      enabled            = true
      binary_log_enabled = true
    }
    ip_configuration {
      ipv4_enabled = false
      ssl_mode     = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
    }
  }
}

resource "google_kms_crypto_key" "sound" {
  name            = "sound"
  key_ring        = "ring"
  rotation_period = "7776000s"
}

resource "google_project_iam_member" "narrow" {
  project = "services"
  role    = "roles/storage.objectViewer"
  member  = "serviceAccount:portal@services.iam.gserviceaccount.com"
}

resource "google_iam_workload_identity_pool_provider" "sound" {
  workload_identity_pool_id          = "github"
  workload_identity_pool_provider_id = "github"
  attribute_condition                = "assertion.repository == 'example-gov/portal' && assertion.sub == 'repo:example-gov/portal:ref:refs/heads/main'"
  attribute_mapping = {
    "google.subject" = "assertion.sub"
  }
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_compute_ssl_policy" "sound" {
  name            = "sound"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_security_policy" "sound" {
  name = "sound"
  rule {
    action   = "deny(403)"
    priority = 1000
    match {
      expr {
        expression = "evaluatePreconfiguredExpr('cve-canary')"
      }
    }
  }
  rule {
    action   = "throttle"
    priority = 1100
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      rate_limit_threshold {
        count        = 100
        interval_sec = 60
      }
    }
  }
}

resource "google_cloud_run_service_iam_member" "sound" {
  service  = "portal"
  location = "europe-west1"
  role     = "roles/run.invoker"
  member   = "serviceAccount:portal@services.iam.gserviceaccount.com"
}

resource "google_cloudfunctions_function_iam_member" "sound" {
  cloud_function = "portal"
  role           = "roles/cloudfunctions.invoker"
  member         = "serviceAccount:portal@services.iam.gserviceaccount.com"
}
