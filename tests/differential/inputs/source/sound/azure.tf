# What the policies for Azure ask for, once each.

resource "azurerm_storage_account" "sound" {
  name                            = "sound"
  resource_group_name             = "services"
  location                        = "westeurope"
  account_tier                    = "Standard"
  account_replication_type        = "LRS"
  https_traffic_only_enabled      = true
  min_tls_version                 = "TLS1_2"
  allow_nested_items_to_be_public = false
  public_network_access_enabled   = false
  shared_access_key_enabled       = false
  network_rules {
    default_action = "Deny"
  }
  blob_properties {
    versioning_enabled = true
    delete_retention_policy {
      days = 30
    }
    container_delete_retention_policy {
      days = 30
    }
  }
  identity {
    type         = "UserAssigned"
    identity_ids = ["identity"]
  }
  customer_managed_key {
    key_vault_key_id          = "https://sound.vault.azure.net/keys/sound"
    user_assigned_identity_id = "identity"
  }
}

resource "azurerm_storage_account_customer_managed_key" "sound" {
  storage_account_id = azurerm_storage_account.sound.id
  key_vault_id       = "vault"
  key_name           = "sound"
}

resource "azurerm_storage_container" "sound" {
  name                  = "sound"
  storage_account_name  = "sound"
  container_access_type = "private"
}

resource "azurerm_key_vault" "sound" {
  name                          = "sound"
  resource_group_name           = "services"
  location                      = "westeurope"
  tenant_id                     = "00000000-0000-0000-0000-000000000000"
  sku_name                      = "standard"
  purge_protection_enabled      = true
  soft_delete_retention_days    = 90
  public_network_access_enabled = false
  network_acls {
    default_action = "Deny"
    bypass         = "AzureServices"
  }
}

resource "azurerm_key_vault_key" "sound" {
  name            = "sound"
  key_vault_id    = "vault"
  key_type        = "RSA"
  key_size        = 2048
  key_opts        = ["encrypt", "decrypt"]
  expiration_date = "2027-12-31T00:00:00Z"
}

resource "azurerm_key_vault_secret" "sound" {
  name            = "sound"
  key_vault_id    = "vault"
  value           = var.password
  expiration_date = "2027-12-31T00:00:00Z"
}

variable "password" {
  type      = string
  sensitive = true
}

resource "azurerm_network_security_rule" "https" {
  name                        = "https"
  resource_group_name         = "services"
  network_security_group_name = "services"
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "443"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_subnet" "sound" {
  name                 = "sound"
  resource_group_name  = "services"
  virtual_network_name = "services"
  address_prefixes     = ["10.0.1.0/24"]
}

resource "azurerm_subnet_network_security_group_association" "sound" {
  subnet_id                 = azurerm_subnet.sound.id
  network_security_group_id = azurerm_network_security_group.sound.id
}

resource "azurerm_network_security_group" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
}

resource "azurerm_network_watcher_flow_log" "sound" {
  name                      = "sound"
  network_watcher_name      = "watcher"
  resource_group_name       = "services"
  network_security_group_id = "nsg"
  storage_account_id        = "logs"
  enabled                   = true
  retention_policy {
    enabled = true
    days    = 365
  }
}

resource "azurerm_linux_virtual_machine" "sound" {
  name                            = "sound"
  resource_group_name             = "services"
  location                        = "westeurope"
  size                            = "Standard_B2s"
  admin_username                  = "operator"
  disable_password_authentication = true
  encryption_at_host_enabled      = true
  patch_mode                      = "AutomaticByPlatform"
  network_interface_ids           = ["nic"]
  admin_ssh_key {
    username   = "operator"
    public_key = "ssh-ed25519 AAAA operator"
  }
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }
}

resource "azurerm_linux_virtual_machine_scale_set" "sound" {
  name                            = "sound"
  resource_group_name             = "services"
  location                        = "westeurope"
  sku                             = "Standard_B2s"
  instances                       = 2
  admin_username                  = "operator"
  disable_password_authentication = true
  encryption_at_host_enabled      = true
  upgrade_mode                    = "Rolling"
  automatic_os_upgrade_policy {
    enable_automatic_os_upgrade = true
    disable_automatic_rollback  = false
  }
  admin_ssh_key {
    username   = "operator"
    public_key = "ssh-ed25519 AAAA operator"
  }
}

resource "azurerm_windows_virtual_machine" "sound" {
  name                       = "sound"
  resource_group_name        = "services"
  location                   = "westeurope"
  size                       = "Standard_B2s"
  admin_username             = "operator"
  admin_password             = var.password
  network_interface_ids      = ["nic"]
  enable_automatic_updates   = true
  patch_mode                 = "AutomaticByPlatform"
  encryption_at_host_enabled = true
}

resource "azurerm_virtual_machine_scale_set" "sound" {
  name                 = "sound"
  resource_group_name  = "services"
  location             = "westeurope"
  upgrade_policy_mode  = "Rolling"
  automatic_os_upgrade = true
  os_profile_linux_config {
    disable_password_authentication = true
  }
}

resource "azurerm_virtual_machine" "sound" {
  name                  = "sound"
  resource_group_name   = "services"
  location              = "westeurope"
  vm_size               = "Standard_B2s"
  network_interface_ids = ["nic"]
  os_profile {
    computer_name  = "sound"
    admin_username = "operator"
    custom_data    = "systemctl enable --now portal\n"
  }
}

resource "azurerm_kubernetes_cluster" "sound" {
  name                              = "sound"
  resource_group_name               = "services"
  location                          = "westeurope"
  dns_prefix                        = "sound"
  local_account_disabled            = true
  role_based_access_control_enabled = true
  private_cluster_enabled           = true
  automatic_upgrade_channel         = "stable"
  azure_policy_enabled              = true
  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
    tenant_id          = "00000000-0000-0000-0000-000000000000"
  }
  api_server_access_profile {
    authorized_ip_ranges = ["198.51.100.0/24"]
  }
  default_node_pool {
    name       = "system"
    node_count = 3
    vm_size    = "Standard_D2s_v5"
  }
  network_profile {
    network_plugin = "azure"
    network_policy = "calico"
  }
  oms_agent {
    log_analytics_workspace_id = "workspace"
  }
  microsoft_defender {
    log_analytics_workspace_id = "workspace"
  }
  key_vault_secrets_provider {
    secret_rotation_enabled = true
  }
}

resource "azurerm_monitor_diagnostic_setting" "sound" {
  name                       = "audit"
  target_resource_id         = azurerm_kubernetes_cluster.sound.id
  log_analytics_workspace_id = "workspace"
  enabled_log {
    category = "kube-audit"
  }
}

resource "azurerm_container_registry" "sound" {
  name                          = "sound"
  resource_group_name           = "services"
  location                      = "westeurope"
  sku                           = "Premium"
  admin_enabled                 = false
  anonymous_pull_enabled        = false
  public_network_access_enabled = false
}

resource "azurerm_security_center_subscription_pricing" "all" {
  for_each = toset([
    "VirtualMachines", "KubernetesService", "KeyVaults", "StorageAccounts", "SqlServers", "AppServices", "Arm", "Containers",
    "OpenSourceRelationalDatabases", "SqlServerVirtualMachines", "CloudPosture",
  ])
  tier          = "Standard"
  resource_type = each.value
}

resource "azurerm_security_center_contact" "sound" {
  name                = "sound"
  email               = "security@example.gov"
  phone               = "+15550100"
  alert_notifications = true
  alerts_to_admins    = true
}

resource "azurerm_linux_web_app" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
  service_plan_id     = "plan"
  https_only          = true
  site_config {
    minimum_tls_version = "1.2"
  }
  auth_settings {
    enabled = true
  }
  identity {
    type = "SystemAssigned"
  }
}

resource "azurerm_linux_function_app" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
  service_plan_id     = "plan"
  https_only          = true
  site_config {
    minimum_tls_version = "1.2"
  }
}

resource "azurerm_application_gateway" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
  sku {
    name     = "WAF_v2"
    tier     = "WAF_v2"
    capacity = 2
  }
  waf_configuration {
    enabled          = true
    firewall_mode    = "Prevention"
    rule_set_version = "3.2"
  }
}

resource "azurerm_web_application_firewall_policy" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
  policy_settings {
    enabled = true
    mode    = "Prevention"
  }
  managed_rules {
    managed_rule_set {
      version = "3.2"
    }
  }
}

resource "azurerm_frontdoor_firewall_policy" "sound" {
  name                = "sound"
  resource_group_name = "services"
  enabled             = true
  mode                = "Prevention"
  managed_rule {
    type    = "Microsoft_DefaultRuleSet"
    version = "2.1"
  }
}

resource "azurerm_mssql_server" "sound" {
  name                          = "sound"
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

resource "azurerm_mssql_server_extended_auditing_policy" "sound" {
  server_id         = azurerm_mssql_server.sound.id
  storage_endpoint  = "https://logs.blob.core.windows.net"
  retention_in_days = 365
}

resource "azurerm_mssql_firewall_rule" "sound" {
  name             = "office"
  server_id        = "server"
  start_ip_address = "198.51.100.10"
  end_ip_address   = "198.51.100.20"
}

resource "azurerm_postgresql_flexible_server" "sound" {
  name                          = "sound"
  resource_group_name           = "services"
  location                      = "westeurope"
  version                       = "16"
  sku_name                      = "GP_Standard_D2s_v3"
  geo_redundant_backup_enabled  = true
  backup_retention_days         = 35
  public_network_access_enabled = false
  authentication {
    active_directory_auth_enabled = true
    password_auth_enabled         = false
    tenant_id                     = "00000000-0000-0000-0000-000000000000"
  }
}

resource "azurerm_monitor_diagnostic_setting" "database" {
  name                       = "audit"
  target_resource_id         = azurerm_postgresql_flexible_server.sound.id
  log_analytics_workspace_id = "workspace"
  enabled_log {
    category_group = "audit"
  }
}

resource "azurerm_postgresql_flexible_server_configuration" "audit" {
  name      = "pgaudit.log"
  server_id = azurerm_postgresql_flexible_server.sound.id
  value     = "ddl,write"
}

resource "azurerm_synapse_workspace" "sound" {
  name                                 = "sound"
  resource_group_name                  = "services"
  location                             = "westeurope"
  storage_data_lake_gen2_filesystem_id = "lake"
}

resource "azurerm_role_definition" "sound" {
  name  = "sound"
  scope = "/subscriptions/00000000-0000-0000-0000-000000000000"
  permissions {
    actions = ["Microsoft.Storage/storageAccounts/read"]
  }
  assignable_scopes = ["/subscriptions/00000000-0000-0000-0000-000000000000"]
}

resource "azurerm_api_management" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
  publisher_name      = "services"
  publisher_email     = "services@example.gov"
  sku_name            = "Developer_1"
  security {
    enable_frontend_tls10 = false
    enable_frontend_tls11 = false
    enable_frontend_ssl30 = false
    enable_backend_tls10  = false
    enable_backend_tls11  = false
    enable_backend_ssl30  = false
  }
}

resource "azurerm_api_management_backend" "sound" {
  name                = "sound"
  resource_group_name = "services"
  api_management_name = "gateway"
  protocol            = "http"
  url                 = "https://backend.example.gov"
}

resource "azurerm_redis_cache" "sound" {
  name                = "sound"
  resource_group_name = "services"
  location            = "westeurope"
  capacity            = 1
  family              = "C"
  sku_name            = "Standard"
  enable_non_ssl_port = false
  minimum_tls_version = "1.2"
}
