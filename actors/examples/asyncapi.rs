//! Prints the AsyncAPI document: `cargo run -p lyceum-actors --example asyncapi > openapi/asyncapi.json`.

fn main() {
    println!("{:#}", lyceum_actors::frames::asyncapi::document());
}
