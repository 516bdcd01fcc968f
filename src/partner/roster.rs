//! A list of customers: who should have a relationship, whether or not one exists.

use super::relationship::Customer;
use super::text::harmless;

/// Reads one customer a line: a tenant ID, a name, or both in any order of columns. A header is no customer.
#[must_use]
pub fn read(text: &str) -> Vec<Customer> {
    let text = text.trim_start_matches('\u{feff}');
    let line = text.lines().next().unwrap_or_default();
    let delimiter =
        [b',', b';', b'\t'].into_iter().max_by_key(|sign| line.bytes().filter(|b| b == sign).count());
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut all = Vec::new();
    for (at, row) in rows.records().filter_map(Result::ok).enumerate() {
        let mut customer = Customer::default();
        for cell in row.iter().map(str::trim).filter(|cell| !cell.is_empty()) {
            match cell.parse() {
                Ok(tenant) => customer.tenant = customer.tenant.or(Some(tenant)),
                Err(_) if customer.name.is_none() => customer.name = Some(harmless(cell)),
                Err(_) => {}
            }
        }
        let words = ["tenant", "customer", "name", "id"];
        let head = at == 0
            && customer.tenant.is_none()
            && row.iter().all(|cell| {
                let cell = cell.to_lowercase();
                words.iter().any(|word| cell.contains(word))
            });
        if !head && customer != Customer::default() {
            all.push(customer);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_a_tenant_id_or_a_name() {
        let text = "Customer,Tenant ID\nContoso,99999999-1111-4111-8111-111111111112\n\"Fabrikam, Inc.\",\n";
        let all = read(text);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].tenant, "99999999-1111-4111-8111-111111111112".parse().ok());
        assert_eq!((all[1].tenant, all[1].name.as_deref()), (None, Some("Fabrikam, Inc.")));
    }
}
