//! Which arguments of the AWS provider hold a map and which are blocks, where the names alone tell it wrong.
//!
//! Made by `engine/tests/terraform/aws_names.py` of the provider's schema, version 5.100.0.

/// Does the argument `name` of `subject` (`aws_instance`, `data.aws_ami`, the provider `aws`), which `looks_like_map`, hold a
/// map?
pub(super) fn is_map(subject: &str, name: &str, looks_like_map: bool) -> bool {
    let kind = subject.strip_prefix("data.").unwrap_or(subject);
    let is_other = (kind == "aws" || kind.starts_with("aws_"))
        && (if looks_like_map { &BLOCKS[..] } else { &MAPS[..] }.binary_search(&name).is_ok()
            || ELSEWHERE.binary_search(&(subject, name)).is_ok());
    looks_like_map != is_other
}

/// Maps everywhere that do not look like one.
#[rustfmt::skip]
const MAPS: [&str; 58] = [
    "additional_encryption_context", "additional_version_weights", "advanced_options", "airflow_configuration_options",
    "athena_properties", "backup_options", "client_metadata", "client_properties", "command_line_arguments",
    "connector_configuration", "credentials_map", "custom_properties", "default_arguments", "default_run_properties",
    "driver_opts", "encryption_context_equals", "encryption_context_subset", "entity_overrides", "event_configurations",
    "expression_attribute_names", "global_settings", "group_weights", "hyperparameters", "input_paths", "label_set",
    "locale_specification", "log_destination", "maintenance_configuration", "non_overridable_arguments",
    "parameter_overrides", "ports", "profile_properties", "property_map", "provider_details", "request_models",
    "request_templates", "required_claims", "resource_type_management_preference", "resource_type_opt_in_preference",
    "response_models", "response_templates", "restore_metadata_overrides", "roles", "runtime_environment_secrets",
    "session_attributes", "skewed_column_value_location_maps", "stage_variable_overrides", "supported_login_providers",
    "table_configurations", "tag_map", "tags_to_add", "task_properties", "token_signing_public_keys",
    "token_url_custom_properties", "validation_data", "values_importance_map", "video_codec_options", "weights",
];

/// Blocks everywhere that look like a map.
#[rustfmt::skip]
const BLOCKS: [&str; 77] = [
    "access_control_allow_headers", "access_control_expose_headers", "activemq_broker_parameters", "annotations",
    "auth_parameters", "automation_parameters", "bar_data_labels", "batch_job_parameters", "block_device_mapping",
    "block_device_mappings", "caption_language_mappings", "channel_mappings", "client_parameters",
    "cloudwatch_logs_parameters", "code_vulnerability_detector_tags", "config", "csv_mapping_parameters", "data_labels",
    "date_time_parameters", "decimal_parameters", "default_tags", "dimension_mapping", "dynamodb_stream_parameters",
    "ecr_image_tags", "ecs_parameters", "ecs_task_parameters", "enrichment_parameters",
    "eventbridge_event_bus_parameters", "eventbridge_parameters", "field_mapping", "find_matches_parameters",
    "forwarded_headers", "headers", "home_directory_mappings", "http_parameters", "ignore_tags", "input",
    "integer_parameters", "invocation_connectivity_parameters", "invocation_http_parameters", "json_mapping_parameters",
    "kinesis_parameters", "kinesis_stream_parameters", "lambda_function_parameters", "lambda_parameters",
    "line_data_labels", "managed_streaming_kafka_parameters", "mapping_parameters", "metric_parameters",
    "mixed_measure_mapping", "multi_measure_attribute_mapping", "multi_measure_mappings", "oauth_http_parameters",
    "policy_variables", "port_mapping", "provisioning_artifact_parameters", "provisioning_parameters",
    "rabbitmq_broker_parameters", "redshift_data_parameters", "resource_parameters", "role_mapping", "rule_variables",
    "run_command_parameters", "sagemaker_pipeline_parameters", "scaling_parameters", "self_managed_kafka_parameters",
    "source_parameters", "sqs_parameters", "sqs_queue_parameters", "step_function_state_machine_parameters",
    "step_functions_parameters", "string_parameters", "subnet_mapping", "target_parameters",
    "task_invocation_parameters", "user_parameters", "values",
];

/// What is a map here, a block there, and the other thing than its name says in these types.
#[rustfmt::skip]
const ELSEWHERE: [(&str, &str); 50] = [
    ("aws_acm_certificate", "options"), ("aws_apigatewayv2_integration", "response_parameters"),
    ("aws_autoscalingplans_scaling_plan", "dimensions"), ("aws_bedrockagent_agent_action_group", "parameters"),
    ("aws_cloudwatch_log_metric_filter", "dimensions"), ("aws_cloudwatch_metric_alarm", "dimensions"),
    ("aws_codepipeline", "configuration"), ("aws_controltower_control", "parameters"), ("aws_datasync_task", "options"),
    ("aws_dax_parameter_group", "parameters"), ("aws_devopsguru_resource_collection", "tags"),
    ("aws_dlm_lifecycle_policy", "parameters"), ("aws_ec2_transit_gateway_peering_attachment", "options"),
    ("aws_globalaccelerator_accelerator", "attributes"),
    ("aws_globalaccelerator_custom_routing_accelerator", "attributes"),
    ("aws_glue_connection", "connection_properties"), ("aws_glue_ml_transform", "parameters"),
    ("aws_inspector2_filter", "resource_tags"), ("aws_iot_billing_group", "properties"),
    ("aws_iot_thing_group", "properties"), ("aws_iot_thing_type", "properties"),
    ("aws_kinesis_firehose_delivery_stream", "parameters"), ("aws_kms_ciphertext", "context"),
    ("aws_lambda_event_source_mapping", "endpoints"),
    ("aws_lightsail_container_service_deployment_version", "environment"),
    ("aws_networkmanager_connect_attachment", "options"), ("aws_networkmanager_vpc_attachment", "options"),
    ("aws_pinpoint_app", "limits"), ("aws_prometheus_workspace_configuration", "limits"),
    ("aws_quicksight_analysis", "parameters"), ("aws_quicksight_dashboard", "parameters"),
    ("aws_quicksight_data_source", "parameters"), ("aws_rbin_rule", "resource_tags"),
    ("aws_redshiftdata_statement", "parameters"), ("aws_resourcegroups_group", "parameters"),
    ("aws_s3_bucket_object", "metadata"), ("aws_s3_object", "metadata"), ("aws_s3_object_copy", "metadata"),
    ("aws_s3tables_table", "encryption_configuration"), ("aws_s3tables_table_bucket", "encryption_configuration"),
    ("aws_sagemaker_data_quality_job_definition", "environment"), ("aws_sagemaker_model", "environment"),
    ("aws_securityhub_automation_rule", "resource_tags"), ("aws_securityhub_insight", "resource_tags"),
    ("aws_ssm_document", "permissions"), ("data.aws_ce_tags", "tags"),
    ("data.aws_devopsguru_resource_collection", "tags"), ("data.aws_kms_ciphertext", "context"),
    ("data.aws_kms_secret", "context"), ("data.aws_kms_secrets", "context"),
];
