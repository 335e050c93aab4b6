resource "terraform_data" "deep" {
  for_each = { for i in range(2) : "k${i}" => i }
  input    = [each.key, each.value]
}
output "p" { value = path.module }
