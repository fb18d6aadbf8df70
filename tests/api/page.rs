//! What a page costs: the number of SQL statements depends on what is selected, never on how many rows come.

use crate::both_backends;

pub fn services(first: u32) -> String {
    format!("{{ services(first: {first}) {{ nodes {{
        name status
        organization {{ name kind }}
        serviceAtLocations {{ location {{ name latitude longitude region {{ name parent {{ name }} }} addresses {{ address1 city }} }} }}
        phones {{ number }} schedules {{ byday opensAt closesAt }} languages {{ name code }}
        costOptions {{ amount currency }} requiredDocuments {{ document }}
        terms(taxonomy: \"need\") {{ code name }}
    }} pageInfo {{ endCursor hasNextPage }} }} }}")
}

both_backends! {
    async fn a_page_of_services_costs_the_same_for_five_as_for_fifty(directory: TestDirectory) {
        let directory = directory.with_sample(120).await;
        let few = directory.statements_of(&services(5)).await;
        let many = directory.statements_of(&services(50)).await;
        // ids, services, organization, service_at_location, location, region, its parent, address, phone, schedule, language,
        // cost_option, required_document, attribute, taxonomy_term
        assert_eq!((few, many), (15, 15));
        let before = directory.opened.store.statements();
        directory.ask(&services(50)).await;
        assert_eq!(directory.opened.store.statements() - before, 1, "in memory: all but the ids of the page");
    }

    async fn edges_cost_the_same_as_nodes(directory: TestDirectory) {
        let directory = directory.with_sample(60).await;
        let nodes = directory.statements_of("{ services(first: 20) { nodes { organization { name phones { number } } } } }").await;
        let edges = directory.statements_of("{ services(first: 20) { edges { cursor node { organization { name phones { number } } } } } }").await;
        let fragments = directory.statements_of("query { services(first: 20) { nodes { ...F } } } fragment F on Service { o: organization { name ... on Organization { phones { number } } } }").await;
        assert_eq!((nodes, edges, fragments), (4, 4, 4));
    }

    async fn pages_inside_a_page_cost_one_statement(directory: TestDirectory) {
        let directory = directory.with_sample(120).await;
        for first in [3, 30] {
            let statements = directory.statements_of(&format!(
                "{{ organizations(first: {first}) {{ nodes {{ name services(first: 2) {{ nodes {{ name phones {{ number }} }} pageInfo {{ hasNextPage }} }} locations {{ name }} }} }} }}"
            )).await;
            assert_eq!(statements, 6, "ids, organizations, ids of their first services, those, phones, locations");
            let counted = directory.statements_of(&format!("{{ organizations(first: {first}) {{ nodes {{ services {{ totalCount }} }} }} }}")).await;
            assert_eq!(counted, 4, "ids, organizations, ids of their first services with how many they are, those");
            let regions = directory.statements_of(&format!("{{ regions(filter: {{level: PROVINCE}}, first: {first}) {{ nodes {{ children {{ name children {{ name }} }} }} }} }}")).await;
            assert_eq!(regions, 3, "provinces, regencies, districts");
        }
    }

    async fn finding_costs_the_same_for_two_as_for_thirty(directory: TestDirectory) {
        let directory = directory.with_sample(120).await;
        for first in [2, 30] {
            let statements = directory.statements_of(&format!(
                "{{ findServices(input: {{text: \"konseling KDRT\"}}, first: {first}) {{ totalCount interpretedAs {{ term {{ code }} }}
                    nodes {{ score service {{ name organization {{ name }} }} location {{ name addresses {{ city }} }} }} }} }}"
            )).await;
            assert_eq!(statements, 5, "services, organizations, locations, addresses, terms");
        }
    }

    async fn nodes_by_id_cost_one_statement_a_type(directory: TestDirectory) {
        let directory = directory.with_sample(60).await;
        let page = directory.ask("{ services(first: 20) { nodes { id organization { id } } } }").await;
        let ids: Vec<String> = page["services"]["nodes"].as_array().unwrap().iter()
            .flat_map(|node| [node["id"].to_string(), node["organization"]["id"].to_string()]).collect();
        let query = format!("{{ nodes(ids: [{}]) {{ id ... on Service {{ name phones {{ number }} }} ... on Organization {{ name }} }} }}", ids.join(","));
        // Phones are looked up for organizations as well: a look-ahead does not tell fragments apart.
        assert_eq!(directory.statements_of(&query).await, 4);
        let nodes = directory.ask(&query).await;
        let found: Vec<String> = nodes["nodes"].as_array().unwrap().iter().map(|node| node["id"].to_string()).collect();
        assert_eq!(found, ids, "in the order asked for");
    }
}
