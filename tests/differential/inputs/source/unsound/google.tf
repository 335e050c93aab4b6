# What the policies for Google Cloud look for, once each.

resource "google_project" "unsound" {
  name            = "unsound"
  project_id      = "unsound"
  billing_account = "000000-000000-000000"
}

resource "google_project_iam_audit_config" "unsound" {
  project = google_project.unsound.project_id
  service = "allServices"
  audit_log_config {
    log_type         = "DATA_READ"
    exempted_members = ["user:clerk@example.gov"]
  }
}

resource "google_storage_bucket" "unsound" {
  name                        = "unsound"
  location                    = "EU"
  uniform_bucket_level_access = false
  public_access_prevention    = "inherited"
  versioning {
    enabled = false
  }
}

resource "google_storage_bucket" "logs_to_itself" {
  name                        = "logs-to-itself"
  location                    = "EU"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
  logging {
    log_bucket = "logs-to-itself"
  }
}

resource "google_storage_bucket_iam_member" "unsound" {
  bucket = "other"
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}

resource "google_compute_firewall" "ssh" {
  name          = "ssh"
  network       = "services"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "rdp" {
  name          = "rdp"
  network       = "services"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "tcp"
    ports    = ["3389"]
  }
}

resource "google_compute_firewall" "mysql" {
  name          = "mysql"
  network       = "services"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "tcp"
    ports    = ["3306"]
  }
}

resource "google_compute_firewall" "all" {
  name          = "all"
  network       = "services"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "all"
  }
}

resource "google_compute_subnetwork" "unsound" {
  name          = "unsound"
  network       = "services"
  region        = "europe-west1"
  ip_cidr_range = "10.0.0.0/24"
}

resource "google_compute_instance" "unsound" {
  name         = "unsound"
  machine_type = "e2-small"
  zone         = "europe-west1-b"
  boot_disk {
    initialize_params {
      image = "debian-12"
    }
  }
  network_interface {
    network = "services"
    access_config {}
  }
  metadata = {
    serial-port-enable     = "true"
    block-project-ssh-keys = "false"
    enable-oslogin         = "false"
  }
  service_account {
    email  = "123456789-compute@developer.gserviceaccount.com"
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }
  shielded_instance_config {
    enable_vtpm                 = false
    enable_integrity_monitoring = false
  }
}

resource "google_compute_project_metadata" "unsound" {
  metadata = {
    enable-oslogin = "false"
  }
}

resource "google_container_cluster" "unsound" {
  name                  = "unsound"
  location              = "europe-west1"
  initial_node_count    = 1
  enable_legacy_abac    = true
  enable_shielded_nodes = false
  logging_service       = "none"
  master_auth {
    client_certificate_config {
      issue_client_certificate = true
    }
  }
  master_authorized_networks_config {
    cidr_blocks {
      cidr_block = "0.0.0.0/0"
    }
  }
  release_channel {
    channel = "UNSPECIFIED"
  }
  node_config {
    workload_metadata_config {
      mode = "GCE_METADATA"
    }
  }
}

resource "google_container_node_pool" "unsound" {
  name    = "unsound"
  cluster = "services"
  management {
    auto_upgrade = false
    auto_repair  = false
  }
  node_config {
    workload_metadata_config {
      mode = "GCE_METADATA"
    }
  }
}

resource "google_sql_database_instance" "unsound" {
  name             = "unsound"
  database_version = "POSTGRES_16"
  region           = "europe-west1"
  settings {
    tier = "db-custom-2-7680"
    backup_configuration {
      enabled = false
    }
    ip_configuration {
      ipv4_enabled = true
      ssl_mode     = "ALLOW_UNENCRYPTED_AND_ENCRYPTED"
      authorized_networks {
        name  = "anyone"
        value = "0.0.0.0/0"
      }
    }
    database_flags {
      name  = "log_connections"
      value = "off"
    }
    database_flags {
      name  = "log_disconnections"
      value = "off"
    }
  }
}

resource "google_sql_database_instance" "mysql_unsound" {
  name             = "mysql-unsound"
  database_version = "MYSQL_8_0"
  region           = "europe-west1"
  settings {
    tier = "db-custom-2-7680"
    backup_configuration {
      enabled            = true
      binary_log_enabled = false
    }
    ip_configuration {
      ipv4_enabled = false
      ssl_mode     = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
    }
  }
}

resource "google_kms_crypto_key" "unsound" {
  name            = "unsound"
  key_ring        = "ring"
  rotation_period = "31536000s"
}

resource "google_project_iam_member" "owner" {
  project = "services"
  role    = "roles/owner"
  member  = "serviceAccount:deployer@services.iam.gserviceaccount.com"
}

resource "google_project_iam_member" "impersonates" {
  project = "services"
  role    = "roles/iam.serviceAccountTokenCreator"
  member  = "user:clerk@example.gov"
}

resource "google_project_iam_member" "default_account" {
  project = "services"
  role    = "roles/storage.objectViewer"
  member  = "serviceAccount:123456789-compute@developer.gserviceaccount.com"
}

resource "google_service_account_key" "unsound" {
  service_account_id = "deployer"
}

resource "google_service_account_key" "brought_along" {
  service_account_id = "deployer"
  public_key_data    = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t"
}

resource "google_iam_workload_identity_pool_provider" "unsound" {
  workload_identity_pool_id          = "github"
  workload_identity_pool_provider_id = "github"
  attribute_mapping = {
    "google.subject" = "assertion.sub"
  }
  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_compute_ssl_policy" "unsound" {
  name            = "unsound"
  profile         = "COMPATIBLE"
  min_tls_version = "TLS_1_0"
}

resource "google_compute_security_policy" "unsound" {
  name = "unsound"
  rule {
    action   = "allow"
    priority = 2147483647
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}

resource "google_cloud_run_service_iam_member" "unsound" {
  service  = "portal"
  location = "europe-west1"
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_cloudfunctions_function_iam_member" "unsound" {
  cloud_function = "portal"
  role           = "roles/cloudfunctions.invoker"
  member         = "allUsers"
}
