//! The page that shows the API's document. Its scripts and style stand inside it: it may run exactly those, known by their hashes.
//! It does without Trusted Types, unlike the console: Swagger UI assigns texts to `innerHTML`, and shows no operation where they are required.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderValue, header};
use poem::{Endpoint, Response, endpoint::make_sync};
use sha2::{Digest, Sha256};

use crate::packed::Packed;

pub fn docs(page: String) -> impl Endpoint<Output = Response> {
    let policy = HeaderValue::try_from(policy(&page)).expect("hashes in base64 are ASCII");
    let page = Packed::new(page.into());
    make_sync(move |request| {
        let response = Response::builder().content_type("text/html; charset=utf-8").header(header::CACHE_CONTROL, "no-cache");
        page.body(request.headers(), response.header(header::CONTENT_SECURITY_POLICY, policy.clone()).finish())
    })
}

/// JSON that no text of its own ends the script around it.
pub fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}

fn policy(page: &str) -> String {
    let (mut scripts, mut styles) = (String::new(), String::new());
    let mut rest = page;
    while let Some((list, end, found)) =
        [(&mut scripts, "</script>", rest.find("<script")), (&mut styles, "</style>", rest.find("<style"))]
            .into_iter()
            .filter_map(|(list, end, found)| Some((list, end, found?)))
            .min_by_key(|(_, _, found)| *found)
    {
        let Some((_, inside)) = rest[found..].split_once('>') else { break };
        let Some((text, behind)) = inside.split_once(end) else { break };
        list.push_str(" 'sha256-");
        list.push_str(&STANDARD.encode(Sha256::digest(text)));
        list.push('\'');
        rest = behind;
    }
    format!(
        "default-src 'none'; script-src{scripts}; style-src{styles}; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn the_page_runs_its_own_scripts_and_no_others() {
        let page = "<style charset=\"UTF-8\">p{}</style><script>let a = '<style>';</script><p></p><script>b</script>";
        let policy = policy(page);
        assert_eq!(policy.matches("sha256-").count(), 3, "{policy}");
        // printf b | openssl dgst -sha256 -binary | base64
        assert!(policy.contains("'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
