//! Reporting needs of a community, and the steps of a report's life.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, Result, SimpleObject};
use uuid::Uuid;

use crate::directory::{Desk, Error, NeedRefused, NeedReported, NeedStep, NewNeed};
use crate::graphql::object::community_enumeration::{CommunityNeedSeverity, ServedUnit};
use crate::graphql::object::{CommunityNeed, CommunityNeedCandidate};
use crate::graphql::support::scalar::Date;
use crate::graphql::support::{
    UserError, fail, invalid, record_id, settle, settle_below, term_named,
};

/// Acts on reports of community needs.
#[derive(Default)]
pub struct CommunityNeedMutation;

/// A need of a community, to be reported.
#[derive(InputObject)]
struct CommunityNeedReportInput {
    /// The need: its code, such as `N04`, or the `id` or `hsdsId` of a term of the taxonomy `need`.
    need: String,
    /// Where it is: the Kemendagri code of a region in this directory, as fine as it is known. Of needs that are
    /// sensitive, such as violence, no more than the district is kept.
    region_code: String,
    /// Who has the need.
    served_unit: ServedUnit,
    /// How many people have it.
    people: CommunityPeopleInput,
    /// How bad it is.
    severity: CommunityNeedSeverity,
    /// Since which day; not in the future.
    since: Option<Date>,
    /// What shows it, in at most 2,000 letters. Only you and admins read it.
    evidence: Option<String>,
    /// From whom or where it is known, in at most 2,000 letters. Only you and admins read it.
    source: Option<String>,
}

/// How many people: a number or a band.
#[derive(OneofObject)]
enum CommunityPeopleInput {
    /// The number, at least 1.
    Number(i32),
    /// A band, where the number is not known.
    Band(CommunityPeopleBand),
}

/// A band of numbers of people. Demand counts the least of it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
enum CommunityPeopleBand {
    /// 1 to 4 people.
    #[graphql(name = "FROM_1_TO_4")]
    From1To4,
    /// 5 to 9 people.
    #[graphql(name = "FROM_5_TO_9")]
    From5To9,
    /// 10 to 24 people.
    #[graphql(name = "FROM_10_TO_24")]
    From10To24,
    /// 25 to 49 people.
    #[graphql(name = "FROM_25_TO_49")]
    From25To49,
    /// 50 to 99 people.
    #[graphql(name = "FROM_50_TO_99")]
    From50To99,
    /// 100 to 499 people.
    #[graphql(name = "FROM_100_TO_499")]
    From100To499,
    /// 500 people or more.
    #[graphql(name = "FROM_500")]
    From500,
}

impl CommunityPeopleInput {
    /// The least and the greatest number.
    fn range(&self) -> (i32, Option<i32>) {
        match self {
            Self::Number(number) => (*number, Some(*number)),
            Self::Band(CommunityPeopleBand::From1To4) => (1, Some(4)),
            Self::Band(CommunityPeopleBand::From5To9) => (5, Some(9)),
            Self::Band(CommunityPeopleBand::From10To24) => (10, Some(24)),
            Self::Band(CommunityPeopleBand::From25To49) => (25, Some(49)),
            Self::Band(CommunityPeopleBand::From50To99) => (50, Some(99)),
            Self::Band(CommunityPeopleBand::From100To499) => (100, Some(499)),
            Self::Band(CommunityPeopleBand::From500) => (500, None),
        }
    }
}

impl CommunityNeedReportInput {
    fn read(self) -> Result<NewNeed> {
        let (people_low, people_high) = self.people.range();
        let no_day = || invalid("`since` must be a day such as 2026-01-31");
        let since = self.since.map(|day| day.day().ok_or_else(no_day));
        Ok(NewNeed {
            need: term_named("need", &self.need),
            region_code: self.region_code,
            served_unit: self.served_unit.word(),
            people_low,
            people_high,
            severity: self.severity.word(),
            since: since.transpose()?,
            evidence: self.evidence,
            source: self.source,
        })
    }
}

/// What became of reporting a need.
#[derive(SimpleObject)]
struct CommunityNeedReportPayload {
    /// The report; null when it was not kept.
    community_need: Option<CommunityNeed>,
    /// Reports that it may repeat: those of your own, and the newest of others.
    possible_duplicates: Vec<CommunityNeedCandidate>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What became of a step with a report.
#[derive(SimpleObject)]
struct CommunityNeedPayload {
    /// The report; null when the step was not taken.
    community_need: Option<CommunityNeed>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

#[Object]
impl CommunityNeedMutation {
    /// Reports a need of a community. One that may repeat another, of the same need in the same region, one around it or
    /// one inside it in the last 90 days, is not kept and gets the user error `POSSIBLE_DUPLICATE`. For workers and
    /// admins.
    async fn community_need_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The need to be reported.")] input: CommunityNeedReportInput,
        #[graphql(
            desc = "Whether it is known to be another than those that it may repeat.",
            default
        )]
        confirm: bool,
    ) -> Result<Option<CommunityNeedReportPayload>> {
        let desk = ctx.data::<Desk>()?;
        let reported = desk.report_need(&input.read()?, confirm).await;
        let (reported, mut user_errors) = settle(reported)?;
        let (mut community_need, mut possible_duplicates) = (None, Vec::new());
        match reported {
            Some(NeedReported::Done(id)) => community_need = shown(desk, id).await?,
            Some(NeedReported::PossibleDuplicates(rows)) => {
                user_errors.push(UserError::new(
                    "POSSIBLE_DUPLICATE",
                    &["input"],
                    "It may be reported already: look at `possibleDuplicates`, and send it again with `confirm: true` if it is none of them.",
                ));
                possible_duplicates = rows.into_iter().map(CommunityNeedCandidate).collect();
            }
            None => {}
        }
        Ok(Some(CommunityNeedReportPayload {
            community_need,
            possible_duplicates,
            user_errors,
        }))
    }

    /// Confirms that a need is there; joint plans can then be made about it. For admins.
    async fn community_need_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the report.")] id: ID,
    ) -> Result<Option<CommunityNeedPayload>> {
        let id = record_id("CommunityNeed", &id)?;
        let desk = ctx.data::<Desk>()?;
        Ok(Some(taken(desk, desk.confirm_need(id).await).await?))
    }

    /// Notes that a report repeats another and counts no more. For admins.
    async fn community_need_mark_duplicate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the report.")] id: ID,
        #[graphql(desc = "The `id` of the report that it repeats.")] of: ID,
    ) -> Result<Option<CommunityNeedPayload>> {
        let id = record_id("CommunityNeed", &id)?;
        let of = record_id("CommunityNeed", &of)?;
        let desk = ctx.data::<Desk>()?;
        let marked = desk.mark_need_duplicate(id, of).await;
        Ok(Some(taken(desk, marked).await?))
    }

    /// Takes a report back; it counts no more. For its reporter and admins.
    async fn community_need_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the report.")] id: ID,
        #[graphql(desc = "Why, in at most 2,000 letters.")] reason: String,
    ) -> Result<Option<CommunityNeedPayload>> {
        let id = record_id("CommunityNeed", &id)?;
        let desk = ctx.data::<Desk>()?;
        let withdrawn = desk.withdraw_need(id, &reason).await;
        Ok(Some(taken(desk, withdrawn).await?))
    }

    /// Notes that something was done about a need that is planned for. For its reporter and admins.
    async fn community_need_address(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the report.")] id: ID,
    ) -> Result<Option<CommunityNeedPayload>> {
        let id = record_id("CommunityNeed", &id)?;
        let desk = ctx.data::<Desk>()?;
        Ok(Some(taken(desk, desk.address_need(id).await).await?))
    }
}

async fn shown(desk: &Desk, id: Uuid) -> Result<Option<CommunityNeed>> {
    let row = desk.community_need(id).await.map_err(fail)?;
    Ok(row.map(CommunityNeed::from))
}

/// What became of a step.
async fn taken(
    desk: &Desk,
    outcome: std::result::Result<std::result::Result<Uuid, NeedRefused>, Error>,
) -> Result<CommunityNeedPayload> {
    let (taken, mut user_errors) = settle_below(&[], outcome)?;
    let mut community_need = None;
    match taken {
        Some(Ok(id)) => community_need = shown(desk, id).await?,
        Some(Err(refused)) => user_errors.push(refusal(refused)),
        None => {}
    }
    Ok(CommunityNeedPayload {
        community_need,
        user_errors,
    })
}

/// Why a step was not taken, and what to do.
fn refusal(refused: NeedRefused) -> UserError {
    match refused {
        NeedRefused::NotFound => {
            UserError::new("NOT_FOUND", &["id"], "There is no report with this id.")
        }
        NeedRefused::NotAnOriginal => UserError::new(
            "INVALID",
            &["of"],
            "Name another report that is neither a duplicate nor withdrawn.",
        ),
        NeedRefused::NotFromHere(step) => UserError::new(
            "WRONG_STATE",
            &["id"],
            match step {
                NeedStep::Confirm => {
                    "Only what is reported and not yet confirmed can be confirmed."
                }
                NeedStep::Plan => "Only what is confirmed and not planned for can be planned for.",
                NeedStep::Address => "Only what is planned for can be addressed.",
                NeedStep::Evaluate => "Only what was planned for can be evaluated.",
                NeedStep::MarkDuplicate => {
                    "Only what is reported or confirmed, and not planned for, can be a duplicate."
                }
                NeedStep::Withdraw => {
                    "Only what is reported, confirmed or planned for can be withdrawn."
                }
            },
        ),
    }
}
