# What the policies for Azure look for, once each.

resource "azurerm_storage_account" "unsound" {
  name                            = "unsound"
  resource_group_name             = "services"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  enable_https_traffic_only       = false
  min_tls_version                 = "TLS1_0"
  allow_nested_items_to_be_public = true
  public_network_access_enabled   = true
  shared_access_key_enabled       = true
  network_rules {
    default_action = "Allow"
  }
  blob_properties {
    delete_retention_policy {
      days = 1
    }
  }
}

resource "azurerm_storage_container" "unsound" {
  name                  = "unsound"
  storage_account_name  = "other"
  container_access_type = "blob"
}

resource "azurerm_key_vault" "unsound" {
  name                          = "unsound"
  resource_group_name           = "services"
  location                      = "westeurope"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  sku_name                      = "standard"
  purge_protection_enabled      = false
  public_network_access_enabled = true
  network_acls {
    default_action = "Allow"
    bypass         = "AzureServices"
  }
}

resource "azurerm_key_vault_key" "unsound" {
  name         = "unsound"
  key_vault_id = "vault"
  key_type     = "RSA"
  key_size     = 2048
  key_opts     = ["encrypt", "decrypt"]
}

resource "azurerm_key_vault_secret" "unsound" {
  name         = "unsound"
  key_vault_id = "vault"
  value        = var.password
}

variable "password" {
  type      = string
  sensitive = true
}

resource "azurerm_network_security_rule" "ssh" {
  name                        = "ssh"
  resource_group_name         = "services"
  network_security_group_name = "services"
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "rdp" {
  name                        = "rdp"
  resource_group_name         = "services"
  network_security_group_name = "services"
  priority                    = 110
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "3389"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_subnet" "unsound" {
  name                 = "unsound"
  resource_group_name  = "services"
  virtual_network_name = "services"
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_network_watcher_flow_log" "unsound" {
  name                      = "unsound"
  network_watcher_name      = "watcher"
  resource_group_name       = "services"
  network_security_group_id = "nsg"
  storage_account_id        = "logs"
  enabled                   = true
  retention_policy {
    enabled = true
    days    = 7
  }
}

resource "azurerm_linux_virtual_machine" "unsound" {
  name                            = "unsound"
  resource_group_name             = "services"
  location                        = "westeurope"
  size                            = "Standard_B2s"
  admin_username                  = "operator"
  admin_password                  = var.password
  disable_password_authentication = false
  network_interface_ids           = ["nic"]
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }
}

resource "azurerm_linux_virtual_machine_scale_set" "unsound" {
  name                            = "unsound"
  resource_group_name             = "services"
  location                        = "westeurope"
  sku                             = "Standard_B2s"
  instances                       = 2
  admin_username                  = "operator"
  disable_password_authentication = false
  encryption_at_host_enabled      = false
}

resource "azurerm_windows_virtual_machine" "unsound" {
  name                       = "unsound"
  resource_group_name        = "services"
  location                   = "westeurope"
  size                       = "Standard_B2s"
  admin_username             = "operator"
  admin_password             = var.password
  network_interface_ids      = ["nic"]
  enable_automatic_updates   = false
  patch_mode                 = "Manual"
  encryption_at_host_enabled = false
}

resource "azurerm_virtual_machine_scale_set" "unsound" {
  name                 = "unsound"
  resource_group_name  = "services"
  location             = "westeurope"
  upgrade_policy_mode  = "Manual"
  automatic_os_upgrade = false
}

resource "azurerm_virtual_machine" "unsound" {
  name                  = "unsound"
  resource_group_name   = "services"
  location              = "westeurope"
  vm_size               = "Standard_B2s"
  network_interface_ids = ["nic"]
  os_profile {
    computer_name  = "unsound"
    admin_username = "operator"
    custom_data    = "export CLIENT_SECRET=01234567-89ab-cdef-0123-456789abcdef\nexport DB_PASSWORD=hunter2hunter2\n"
  }
}

resource "azurerm_kubernetes_cluster" "unsound" {
  name                              = "unsound"
  resource_group_name               = "services"
  location                          = "westeurope"
  dns_prefix                        = "unsound"
  local_account_disabled            = false
  role_based_access_control_enabled = false
  private_cluster_enabled           = false
  default_node_pool {
    name       = "system"
    node_count = 1
    vm_size    = "Standard_D2s_v5"
  }
  key_vault_secrets_provider {
    secret_rotation_enabled = false
  }
}

resource "azurerm_container_registry" "unsound" {
  name                          = "unsound"
  resource_group_name           = "services"
  location                      = "westeurope"
  sku                           = "Premium"
  admin_enabled                 = true
  anonymous_pull_enabled        = true
  public_network_access_enabled = true
}

resource "azurerm_security_center_subscription_pricing" "kubernetes" {
  tier          = "Free"
  resource_type = "KubernetesService"
}

resource "azurerm_security_center_subscription_pricing" "vaults" {
  tier          = "Free"
  resource_type = "KeyVaults"
}

resource "azurerm_security_center_subscription_pricing" "storage" {
  tier          = "Free"
  resource_type = "StorageAccounts"
}

resource "azurerm_security_center_contact" "unsound" {
  name                = "unsound"
  phone               = "+15550100"
  alert_notifications = false
  alerts_to_admins    = false
}

resource "azurerm_linux_web_app" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  location            = "westeurope"
  service_plan_id     = "plan"
  https_only          = false
  site_config {
    minimum_tls_version = "1.0"
  }
}

resource "azurerm_linux_function_app" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  location            = "westeurope"
  service_plan_id     = "plan"
  https_only          = false
  site_config {}
}

resource "azurerm_application_gateway" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  location            = "westeurope"
  sku {
    name     = "Standard_v2"
    tier     = "Standard_v2"
    capacity = 2
  }
}

resource "azurerm_web_application_firewall_policy" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  location            = "westeurope"
  policy_settings {
    enabled = false
    mode    = "Detection"
  }
}

resource "azurerm_frontdoor_firewall_policy" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  enabled             = false
}

resource "azurerm_mssql_server" "unsound" {
  name                          = "unsound"
  resource_group_name           = "services"
  location                      = "westeurope"
  version                       = "12.0"
  administrator_login           = "operator"
  administrator_login_password  = var.password
  minimum_tls_version           = "1.0"
  public_network_access_enabled = true
}

resource "azurerm_mssql_firewall_rule" "unsound" {
  name             = "all"
  server_id        = "server"
  start_ip_address = "0.0.0.0"
  end_ip_address   = "255.255.255.255"
}

resource "azurerm_mssql_server_extended_auditing_policy" "brief" {
  server_id         = azurerm_mssql_server.audited_briefly.id
  storage_endpoint  = "https://logs.blob.core.windows.net"
  retention_in_days = 7
}

resource "azurerm_mssql_server" "audited_briefly" {
  name                          = "audited-briefly"
  resource_group_name           = "services"
  location                      = "westeurope"
  version                       = "12.0"
  minimum_tls_version           = "1.2"
  public_network_access_enabled = false
  azuread_administrator {
    login_username              = "database-admins"
    object_id                   = "00000000-0000-0000-0000-000000000000"
    azuread_authentication_only = true
  }
}

resource "azurerm_postgresql_flexible_server" "unsound" {
  name                         = "unsound"
  resource_group_name          = "services"
  location                     = "westeurope"
  version                      = "16"
  sku_name                     = "GP_Standard_D2s_v3"
  geo_redundant_backup_enabled = false
  backup_retention_days        = 7
}

resource "azurerm_synapse_workspace" "unsound" {
  name                                 = "unsound"
  resource_group_name                  = "services"
  location                             = "westeurope"
  storage_data_lake_gen2_filesystem_id = "lake"
  sql_administrator_login              = "operator"
  sql_administrator_login_password     = "Example-only-Passw0rd"
}

resource "azurerm_role_definition" "unsound" {
  name  = "unsound"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    actions = ["*"]
  }
  assignable_scopes = ["/subscriptions/00000000-0000-0000-0000-000000000000"]
}

resource "azurerm_api_management" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  location            = "westeurope"
  publisher_name      = "services"
  publisher_email     = "services@example.gov"
  sku_name            = "Developer_1"
  security {
    enable_frontend_tls10 = true
    enable_backend_tls10  = true
  }
}

resource "azurerm_api_management_backend" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  api_management_name = "gateway"
  protocol            = "http"
  url                 = "http://backend.example.gov"
}

resource "azurerm_redis_cache" "unsound" {
  name                = "unsound"
  resource_group_name = "services"
  location            = "westeurope"
  capacity            = 1
  family              = "C"
  sku_name            = "Standard"
  enable_non_ssl_port = true
  minimum_tls_version = "1.0"
}
