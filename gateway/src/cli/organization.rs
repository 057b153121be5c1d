use std::io::Read;

use lyceum_actors::Hook;
use lyceum_gateway::{
    api::Api,
    config::Config,
    operator::{self, Appoint, Appointed, CallError, Dismissed, Founded, Founding, Hidden, Reset, ResetLink, SignOut, SignedOut},
    problem::Problem,
    run,
};
use prometheus_client::registry::Registry;
use serde::{Serialize, de::DeserializeOwned};

use super::alone::{opened, stored};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Found an organization with its first admin.
    Create {
        /// Its name in links: lower-case letters, digits and inner hyphens.
        #[arg(long)]
        slug: String,
        /// Its name as people read it.
        #[arg(long)]
        name: String,
        /// IANA time zone of the place, and of the first admin.
        #[arg(long, default_value = "UTC")]
        zone: String,
        /// The first admin signs in with this address.
        #[arg(long)]
        admin_email: String,
        /// The first admin's name, as others see it.
        #[arg(long, default_value = "Admin")]
        admin_name: String,
        /// Read the admin's password from standard input; else a link to set one is printed.
        #[arg(long)]
        admin_password_stdin: bool,
    },
    /// Make somebody who signed up an administrator, and say who that is; or take the role back.
    Admin {
        /// The organization's name in links.
        #[arg(long)]
        slug: String,
        /// The address that the person signs in with. Nobody proves one at sign-up: make out a reset link first.
        #[arg(long)]
        email: String,
        /// They are no administrator from now on.
        #[arg(long)]
        remove: bool,
    },
    /// Print a link by which a person sets a new password.
    ResetPassword {
        /// The organization's name in links.
        #[arg(long)]
        slug: String,
        /// The address that the person signs in with.
        #[arg(long)]
        email: String,
    },
    /// End every sign-in and every open reset link of everybody there.
    SignOut {
        /// The organization's name in links.
        #[arg(long)]
        slug: String,
    },
}

pub fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Create { slug, name, zone, admin_email, admin_name, admin_password_stdin } => {
                let admin_password = if admin_password_stdin { Some(Hidden(password()?)) } else { None };
                create(config, Founding { slug, name, zone, admin_email, admin_name, admin_password }).await
            }
            Command::Admin { slug, email, remove: false } => admin(config, Appoint { slug, email }).await,
            Command::Admin { slug, email, remove: true } => dismiss(config, Appoint { slug, email }).await,
            Command::ResetPassword { slug, email } => reset(config, Reset { slug, email }).await,
            Command::SignOut { slug } => sign_out(config, SignOut { slug, cursor: None }).await,
        }
    })
}

async fn create(config: &Config, founding: Founding) -> anyhow::Result<()> {
    // the first organization makes the store
    let founded: Founded =
        ask(config, |_| Ok(()), "/organizations", founding, async |api, founding| operator::found(api, founding).await).await?;
    say!("{}", founded.url);
    if let Some(url) = founded.reset_url {
        say!("the admin sets a password here, within three days: {url}");
    }
    Ok(())
}

async fn reset(config: &Config, reset: Reset) -> anyhow::Result<()> {
    let link: ResetLink =
        ask(config, stored, "/password-resets", reset, async |api, reset| operator::reset(api, reset).await).await?;
    say!("the person sets a new password here, within three days: {}", link.url);
    Ok(())
}

async fn admin(config: &Config, appoint: Appoint) -> anyhow::Result<()> {
    let Appoint { slug, email } = appoint.clone();
    let Appointed { organization, display_name, signed_up_on } =
        ask(config, stored, "/admins", appoint, async |api, appoint| operator::appoint(api, appoint).await).await?;
    say!("{email} is an administrator of {organization}; their pages show it within five minutes");
    // the name is last, so that whatever it says is read as a name
    say!("whoever has this address signed up on {signed_up_on} (UTC) as {display_name}");
    say!(
        "nobody proved that the address is theirs; if it is not, take the role back: \
         `lyceum organization admin --slug {slug} --email {email} --remove`"
    );
    Ok(())
}

async fn dismiss(config: &Config, dismiss: Appoint) -> anyhow::Result<()> {
    let email = dismiss.email.clone();
    let Dismissed { organization, has_others } =
        ask(config, stored, "/admins/remove", dismiss, async |api, dismiss| operator::dismiss(api, dismiss).await).await?;
    say!("{email} is no administrator of {organization}; what they have open may act as one for five minutes at most");
    if !has_others {
        say!("nobody is an administrator of {organization} now: name one with `lyceum organization admin`");
    }
    Ok(())
}

async fn sign_out(config: &Config, mut order: SignOut) -> anyhow::Result<()> {
    let page =
        async |order| ask(config, stored, "/sign-outs", order, async |api, order| operator::sign_out_all(api, order).await).await;
    let mut all: SignedOut = page(order.clone()).await?;
    while let Some(cursor) = all.next.take() {
        order.cursor = Some(cursor);
        all.add(page(order.clone()).await?);
    }
    let SignedOut { organization, people, missed, .. } = all;
    say!(
        "every sign-in and every open reset link of {people} people of {organization} is ended; requests go on for five minutes at most"
    );
    match missed.first() {
        None => Ok(()),
        Some(cause) => anyhow::bail!(
            "{} more could not be signed out ({cause}): see `lyceum entities parked`, then run this again",
            missed.len()
        ),
    }
}

/// By the running server, or on the store itself when none runs.
async fn ask<In: Serialize, Out: DeserializeOwned>(
    config: &Config,
    may_open: fn(&Config) -> anyhow::Result<()>,
    path: &str,
    input: In,
    run: impl AsyncFnOnce(&Api, In) -> Result<Out, Problem>,
) -> anyhow::Result<Out> {
    match operator::call(&config.operator(), path, &input).await {
        Err(CallError::Nobody { .. }) => {
            may_open(config)?;
            let api =
                opened(config, run::open(config, run::Ground::of(config), &Hook::default(), &mut Registry::default()).await)?;
            let answer = run(&api, input).await;
            api.node().drain().await;
            answer.map_err(told)
        }
        answer => Ok(answer?),
    }
}

/// As the running server says it: the code is for programs.
#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn told(problem: Problem) -> anyhow::Error {
    anyhow::anyhow!("{}", problem.detail())
}

fn password() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().take(1024).read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
