//! `jembatan token`.

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use uuid::Uuid;

use super::Ending;
use super::opened::Opened;
use crate::auth::{Role, Scope};
use crate::config::{StoreOptions, now};
use crate::directory::{NewToken, list_tokens, make_token, revoke_token};

/// What to do with tokens.
#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Make a token and print its secret, once
    Create(Create),
    /// List tokens: id, role, name, last use and end
    List,
    /// End a token at once
    Revoke {
        /// Its id, as `token list` prints it
        id: Uuid,
    },
}

#[derive(Args, Debug)]
struct Create {
    /// What whoever sends it is to the directory
    #[arg(long, value_enum)]
    role: RoleWord,
    /// What it is for, such as the name of a program or an office
    #[arg(long)]
    name: String,
    /// How many days it holds
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// For editors: the HSDS id of the organization they keep
    #[arg(long)]
    organization: Option<Uuid>,
    /// For reading only
    #[arg(long)]
    read_only: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum RoleWord {
    Partner,
    Worker,
    Editor,
    Admin,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Partner => Self::Partner,
            RoleWord::Worker => Self::Worker,
            RoleWord::Editor => Self::Editor,
            RoleWord::Admin => Self::Admin,
        }
    }
}

pub(super) async fn run(store: &StoreOptions, options: Options) -> Result<Ending> {
    let opened = Opened::open(store).await?;
    match options.act {
        Act::Create(create) => {
            let scopes = if create.read_only {
                vec![Scope::Read]
            } else {
                Scope::ALL.to_vec()
            };
            let token = NewToken {
                name: create.name,
                role: create.role.into(),
                scopes,
                days: create.days,
                organization: create.organization,
            };
            let (made, secret) = make_token(&opened.store, None, &token, now()).await?;
            println!("{}", secret.reveal());
            eprintln!(
                "This is the only time the token {} is shown. Keep it where you keep passwords.",
                made.id
            );
        }
        Act::List => {
            for token in list_tokens(&opened.store).await? {
                println!(
                    "{}  {:7}  {}  last used {}  {}",
                    token.id,
                    token.role.to_lowercase(),
                    token.name,
                    token.last_used_at.as_deref().unwrap_or("never"),
                    match &token.revoked_at {
                        Some(at) => format!("revoked {at}"),
                        None => format!("holds until {}", token.expires_at),
                    }
                );
            }
        }
        Act::Revoke { id } => {
            if !revoke_token(&opened.store, None, id, now()).await? {
                bail!("there is no token {id} that holds; see `jembatan token list`");
            }
            println!("Revoked {id}");
        }
    }
    opened.store.close().await?;
    Ok(Ending::Done)
}
