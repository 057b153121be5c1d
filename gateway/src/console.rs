//! The web console's files.

use std::path::{Component, Path, PathBuf};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Request, Response};

use crate::problem::Problem;

/// Serves the built console: hashed files for good, pages fresh, and the one page for every address that is no file and that
/// somebody looks at: programs that ask for what is not there are told so.
pub struct Console {
    folder: PathBuf,
}

/// Nothing inline, nothing from elsewhere, and no text that becomes markup (Trusted Types).
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// Browsers give pages the camera only where the server does not forbid it.
const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=()";

impl Console {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    async fn serve(&self, path: &str, is_looked_at: bool) -> Result<Response, Problem> {
        let missing = || Problem::new("not_found", "there is nothing at this address");
        let wanted = inside(path).ok_or_else(missing)?;
        let is_file = wanted.extension().is_some();
        let (wanted, bytes) = match tokio::fs::read(self.folder.join(&wanted)).await {
            Ok(bytes) if is_file => (wanted, bytes),
            _ if is_file || !is_looked_at => return Err(missing()),
            _ => {
                let page = PathBuf::from("index.html");
                let bytes = tokio::fs::read(self.folder.join(&page)).await.map_err(|_| {
                    Problem::new("not_found", "the console is not built; run `make web`, or set `console` to its folder")
                })?;
                (page, bytes)
            }
        };
        let media = mime_guess::from_path(&wanted).first_or_octet_stream();
        let media = if media.type_() == "text" || media.subtype() == "javascript" {
            format!("{media}; charset=utf-8")
        } else {
            media.to_string()
        };
        let cache = if wanted.starts_with("assets") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mut response = Response::builder().content_type(media).header(header::CACHE_CONTROL, cache).body(bytes);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS));
        Ok(response)
    }
}

impl Endpoint for Console {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(Problem::new("method_not_allowed", "this address does not take that method").into());
        }
        let head = *request.method() == Method::HEAD;
        let path = request.uri().path();
        let mut response = self.serve(path, path == "/" || wants_page(request.headers())).await?;
        if head {
            response.set_body(());
            response.set_status(StatusCode::OK);
        }
        Ok(response)
    }
}

/// As a browser asks for what it shows.
fn wants_page(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|value| value.to_str().is_ok_and(|value| value.contains("text/html")))
}

/// The path below the folder; `None` when it would leave it.
fn inside(path: &str) -> Option<PathBuf> {
    let path = Path::new(path.trim_start_matches('/'));
    let plain = path.components().all(|part| match part {
        Component::Normal(name) => name.to_str().is_some_and(|name| !name.starts_with('.') && !name.contains(['%', '\\'])),
        _ => false,
    });
    plain.then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str) -> (StatusCode, String, String) {
        get_as("text/html,*/*;q=0.8", path).await
    }

    async fn get_as(accept: &str, path: &str) -> (StatusCode, String, String) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        std::fs::write(folder.path().join("index.html"), "page").unwrap();
        std::fs::write(folder.path().join("assets/a-1.js"), "code").unwrap();
        std::fs::write(folder.path().join(".secret"), "hush").unwrap();
        let request = Request::builder().uri(path.parse().unwrap()).header("accept", accept).finish();
        let response = Console::new(folder.path()).get_response(request).await;
        let cache = response.header("cache-control").unwrap_or_default().to_owned();
        (response.status(), cache, response.into_body().into_string().await.unwrap())
    }

    #[tokio::test]
    async fn pages_are_fresh_and_hashed_files_kept() {
        assert_eq!(get("/").await, (StatusCode::OK, "no-cache".into(), "page".into()));
        assert_eq!(get("/mentors/7").await.2, "page");
        let (_, cache, body) = get("/assets/a-1.js").await;
        assert!(cache.contains("immutable") && body == "code");
    }

    #[tokio::test]
    async fn programs_get_files_and_no_page_for_what_is_not_there() {
        assert_eq!(get_as("*/*", "/").await.2, "page");
        assert_eq!(get_as("*/*", "/assets/a-1.js").await.2, "code");
        assert_eq!(get_as("*/*", "/mentors/7").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        for path in ["/../etc/passwd.txt", "/%2e%2e/secret.txt", "/.secret", "/assets/missing.js"] {
            assert_eq!(get(path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
