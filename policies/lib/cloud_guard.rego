# METADATA
# description: >-
#   Features of the clouds, set in Terraform, that watch clusters from outside.
# related_resources:
#   - ref: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector_feature
#   - ref: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/security_center_subscription_pricing
package bartizan.lib.cloud_guard

import data.bartizan.lib.installed

# Does GuardDuty have one of `features` on?
guardduty(features) if {
	some feature in installed.of({"aws_guardduty_detector_feature", "aws_guardduty_organization_configuration_feature"})
	object.get(feature.values, "name", "") in features
	some setting in ["status", "auto_enable"]
	object.get(feature.values, setting, "") in {"ENABLED", "ALL", "NEW"}
}

# Does Microsoft Defender look after containers? Its older plans are one for the cluster and one for the registry.
defender if {
	some plan in installed.of({"azurerm_security_center_subscription_pricing"})
	object.get(plan.values, "tier", "") == "Standard"
	object.get(plan.values, "resource_type", "") in {"Containers", "KubernetesService", "ContainerRegistry"}
}
