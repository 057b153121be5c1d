//! The web console's files.

use std::path::{Component, Path, PathBuf};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use moka::future::Cache;
use poem::{Endpoint, Request, Response};

use crate::{packed::Packed, problem::Problem};

/// Serves the built console: hashed files for good, pages fresh, and the one page for every address that is no file and that
/// somebody looks at: programs that ask for what is not there are told so.
pub struct Console {
    folder: PathBuf,
    /// What is hashed never changes.
    packed: Cache<PathBuf, Packed>,
}

/// Bytes of files that are kept packed: some times what is built.
const PACKED_MAX: u64 = 32 * 1024 * 1024;

/// Nothing inline, nothing from elsewhere, and no text that becomes markup or a script (Trusted Types), but the address of the
/// console's own worker.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types worker";

/// Browsers give pages the camera only where the server does not forbid it.
const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), geolocation=()";

impl Console {
    pub fn new(folder: &Path) -> Self {
        let weigh = |_: &PathBuf, packed: &Packed| u32::try_from(packed.len()).unwrap_or(u32::MAX);
        Self { folder: folder.to_owned(), packed: Cache::builder().max_capacity(PACKED_MAX).weigher(weigh).build() }
    }

    async fn serve(&self, path: &str, asked: &HeaderMap) -> Result<Response, Problem> {
        let is_looked_at = path == "/" || wants_page(asked);
        let missing = || Problem::new("not_found", "there is nothing at this address");
        let wanted = inside(path).filter(|wanted| wanted.extension().is_some());
        let found = match wanted {
            Some(wanted) => self.file(&wanted).await.map(|file| (wanted, file)),
            None => None,
        };
        let (wanted, file) = match found {
            Some(found) => found,
            None if !is_looked_at || path.starts_with("/assets/") => return Err(missing()),
            None => {
                let page = PathBuf::from("index.html");
                let file = self.file(&page).await.ok_or_else(|| {
                    Problem::new("not_found", "the console is not built; run `make web`, or set `console` to its folder")
                })?;
                (page, file)
            }
        };
        let media = mime_guess::from_path(&wanted).first_or_octet_stream();
        let media = if media.type_() == "text" || media.subtype() == "javascript" {
            format!("{media}; charset=utf-8")
        } else {
            media.to_string()
        };
        let cache = if wanted.starts_with("assets") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let mut response =
            file.body(asked, Response::builder().content_type(media).header(header::CACHE_CONTROL, cache).finish());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert("permissions-policy", HeaderValue::from_static(PERMISSIONS));
        Ok(response)
    }

    async fn file(&self, wanted: &Path) -> Option<Packed> {
        if let Some(packed) = self.packed.get(wanted).await {
            return Some(packed);
        }
        let packed = Packed::new(tokio::fs::read(self.folder.join(wanted)).await.ok()?.into());
        if wanted.starts_with("assets") {
            self.packed.insert(wanted.to_owned(), packed.clone()).await;
        }
        Some(packed)
    }
}

impl Endpoint for Console {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            return Err(Problem::new("method_not_allowed", "this address does not take that method").into());
        }
        let head = *request.method() == Method::HEAD;
        let mut response = self.serve(request.uri().path(), request.headers()).await?;
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
    async fn what_is_worth_it_is_packed_for_who_takes_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        let code = "export const word = 'again';\n".repeat(1000);
        std::fs::write(folder.path().join("assets/a-1.js"), &code).unwrap();
        let console = Console::new(folder.path());
        for (accept, coding) in [("gzip, br", Some("gzip")), ("br", None), ("gzip", Some("gzip"))] {
            let request = Request::builder().uri("/assets/a-1.js".parse().unwrap()).header("accept-encoding", accept).finish();
            let response = console.get_response(request).await;
            assert_eq!((response.header("content-encoding"), response.header("vary")), (coding, Some("accept-encoding")));
            let bytes = response.into_body().into_bytes().await.unwrap();
            let text = match coding {
                Some(_) => std::io::read_to_string(flate2::read::GzDecoder::new(&bytes[..])).unwrap(),
                None => String::from_utf8(bytes.to_vec()).unwrap(),
            };
            assert!(text == code && (coding.is_none() || bytes.len() < 1000), "{} bytes", bytes.len());
        }
    }

    #[tokio::test]
    async fn programs_get_files_and_no_page_for_what_is_not_there() {
        assert_eq!(get_as("*/*", "/").await.2, "page");
        assert_eq!(get_as("*/*", "/assets/a-1.js").await.2, "code");
        assert_eq!(get_as("*/*", "/mentors/7").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        for path in ["/../etc/passwd.txt", "/%2e%2e/secret.txt", "/.secret", "/mentors/a.b"] {
            assert_eq!(get(path).await.2, "page", "{path}: the console says that there is no such page");
            assert_eq!(get_as("*/*", path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(get("/assets/missing.js").await.0, StatusCode::NOT_FOUND);
    }
}
