"""Words of the budgets and of the line."""

BUDGETS: dict[str, tuple[str, str]] = {
    "no_budgets": (
        "没有搜索过的预算：只有已证明的最优方案才有。",
        "No budgets were searched: only an allocation that is proven optimal has them.",
    ),
    "budget_lead": (
        "预算从{first}到{last}，入选名单在每一个预算上都是精确求解的结果，共{rows}种；"
        "金额在其中{known}个预算上已逐项算出，其他预算只列名单，不作估计。",
        "From {first} to {last} the winners are exact at every budget; there are {rows} outcomes. "
        "Amounts are worked out at {known} budgets; at the others they are left out, never estimated.",
    ),
    "type_budget": ("输入预算", "Type a budget"),
    "take": ("查看", "Show"),
    "change_before": ("◀ 上一个变化", "◀ Change before"),
    "change_after": ("下一个变化 ▶", "Next change ▶"),
    "own_budget": ("本次预算", "Budget of the run"),
    "budget_not_read": (
        "没有读懂这个金额。请输入数字，例如 3000。",
        "This is no amount. Type a number, for example 3000.",
    ),
    "budget_outside": ("只能查看{first}到{last}的预算。", "Budgets from {first} to {last} can be looked at."),
    "budget_rounded": ("金额以{step}为单位，已向下取整。", "Money is in steps of {step}; rounded down."),
    "budget_is": ("预算{budget}：", "With {budget}: "),
    "infeasible_here": ("没有满足全部规则的分配方案。", "no allocation satisfies the rules. "),
    "wins_words": ("入选{n}项（{tiers}）。", "{n} awards ({tiers}). "),
    "moves_words": (
        "与本次相比，新入选{entering}项，落选{leaving}项，改变类型{moved}项。",
        "Against the run: {entering} enter, {leaving} leave, {moved} change the tier.",
    ),
    "same_winners": ("名单与本次相同。", "The winners are those of the run."),
    "stages_words": (
        "与目标数量的偏差{deviation}，{stage}{value}。",
        "Distance from the target numbers {deviation}, {stage} {value}. ",
    ),
    "only_here": ("只在这一预算是这一结果。", "So at this budget alone."),
    "same_between": ("从{first}到{last}都是这一结果。", "The same from {first} to {last}."),
    "entering": ("新入选", "Enter"),
    "leaving": ("落选", "Leave"),
    "nobody": ("无", "Nobody"),
    "winners_at": ("预算{budget}的入选名单", "Winners with {budget}"),
    "in_the_run": ("本次金额", "In the run"),
    "amounts_known": ("金额已算出：共{sum}，结余{left}。", "Amounts are known: {sum} in all, {left} left."),
    "amounts_unknown": (
        "这一预算的金额没有算出。最近的已算出金额的预算：",
        "Amounts at this budget are not worked out. The nearest at which they are:",
    ),
    "chart_budget": ("各预算下的目标值", "The objective by budget"),
    "chart_budget_says": (
        "{stage}随预算的变化。横轴下的短线：金额已算出的预算；灰底：没有满足规则的方案；虚线：本次预算；粗线：所选的预算。",
        "{stage} by budget. Marks under the axis: amounts are known; grey: nothing satisfies the rules; "
        "dashed: the run; bold: the budget chosen.",
    ),
    "margin_lead": (
        "结果反过来时，加权总分的变化不超过最优值的 {near}%，即为临界项目（底色标出）。",
        "Borderline (shaded): the opposite outcome costs no more than {near} per cent of the optimum.",
    ),
    "chart_margin": ("得分与排名，各类型的入选线", "Score against rank, with the line of each tier"),
    "band": ("临界区间", "borderline"),
    "ranks_shown": (
        "横轴为排名（1 至 {last}，共 {all}），纵轴为综合得分，虚线为各类型最低入选得分。",
        "Across: rank (1 to {last} of {all}); up: score; dashes: the lowest winning score of each tier.",
    ),
    "draw_all": ("画出全部", "Draw all"),
    "draw_near": ("只画入选线附近", "Draw those near the line"),
    "line_of": ("{tier}：入选线上下", "{tier}: above and below the line"),
    "the_line": ("以上入选（{tier}共{n}项），以下未入选", "Above: winners ({tier}: {n} in all). Below: no award"),
    "more_near": ("还有{n}项，见“申报项目”", "{n} more: see Applications"),
    "opposite": ("结果反过来的损失", "Cost of the opposite"),
    "score_flips": ("改变结果的得分", "Score that flips it"),
    "gap": ("相差", "By"),
}
