//! Lives told as tables: which steps there are, from where, and where to.

/// The steps of a life, each with the states that it can be taken from and the one that it leads to. No other is.
pub type Moves<Step, State> = [(Step, &'static [State], State)];

/// Where a step leads from here; `None` when it cannot be taken from here.
pub fn lead<Step: PartialEq, State: Copy + PartialEq>(
    moves: &Moves<Step, State>,
    from: State,
    step: Step,
) -> Option<State> {
    let (_, from_here, to) = moves.iter().find(|(known, ..)| *known == step)?;
    from_here.contains(&from).then_some(*to)
}
