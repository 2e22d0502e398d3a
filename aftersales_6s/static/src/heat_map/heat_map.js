import { Component, onWillStart, useState } from "@odoo/owl";
import { Layout } from "@web/search/layout";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";

const STEPS = 5;
const PERIODS = [
    ["week", _t("This Week")],
    ["four_weeks", _t("Four Weeks")],
    ["month", _t("This Month")],
    ["last_month", _t("Last Month")],
    ["quarter", _t("Three Months")],
];
const MEASURES = [
    ["findings", _t("Findings")],
    ["points", _t("Points")],
    ["rate", _t("Findings per 100 Items")],
];

/** Areas down, the six S across: the darker, the more was found. A press opens it. */
export class HeatMap extends Component {
    static template = "aftersales_6s.HeatMap";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.periods = PERIODS;
        this.measures = MEASURES;
        this.display = { controlPanel: {} };
        this.state = useState({ data: null, period: "month", measure: "findings" });
        onWillStart(() => this.load());
    }

    async load() {
        const { period } = this.state;
        const data = await this.orm.call("aftersales.6s.area", "heat_map_data", [], { period });
        // somebody may have chosen another one in the meantime
        if (period === this.state.period) {
            this.state.data = data;
        }
    }

    async onPeriod(ev) {
        this.state.period = ev.target.value;
        await this.load();
    }

    /** The number of a cell; null if nothing was looked at and nothing was found. */
    value(cell) {
        return cell ? cell[this.state.measure] : null;
    }

    get top() {
        const values = this.state.data.areas.flatMap((area) =>
            Object.values(area.cells).map((cell) => this.value(cell) || 0)
        );
        return Math.max(...values, 0);
    }

    /** 0: nothing was found; 1 … 5: the more, the darker; null: nobody looked. */
    step(cell) {
        const value = this.value(cell);
        if (value === null) {
            return "none";
        }
        return value ? Math.max(1, Math.ceil((value / this.top) * STEPS)) : 0;
    }

    text(value) {
        if (value === null) {
            return "";
        }
        return Number.isInteger(value) ? String(value) : formatFloat(value, { digits: [16, 1] });
    }

    /** Findings, points and items of several cells, and what follows from them. */
    sum(cells) {
        const found = { findings: 0, points: 0, items: 0 };
        for (const cell of cells) {
            for (const name in found) {
                found[name] += cell ? cell[name] : 0;
            }
        }
        const rate = found.items ? (100 * found.findings) / found.items : null;
        return { ...found, rate };
    }

    ofArea(area) {
        return this.text(this.value(this.sum(Object.values(area.cells))));
    }

    ofPillar(pillar) {
        const cells = this.state.data.areas.map((area) => area.cells[pillar.key]);
        return this.text(this.value(this.sum(cells)));
    }

    get total() {
        const cells = this.state.data.areas.flatMap((area) => Object.values(area.cells));
        return this.text(this.value(this.sum(cells)));
    }

    title(area, pillar) {
        const cell = area.cells[pillar.key];
        if (!cell) {
            return _t("%(area)s, %(pillar)s: not looked at", {
                area: area.name,
                pillar: pillar.label,
            });
        }
        return _t("%(area)s, %(pillar)s: %(findings)s findings, %(points)s points, %(items)s items", {
            area: area.name,
            pillar: pillar.label,
            findings: cell.findings,
            points: cell.points,
            items: cell.items,
        });
    }

    open(area, pillar) {
        const { date_from, date_to } = this.state.data;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${area.name}: ${pillar.label}`,
            res_model: "aftersales.6s.finding",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["area_id", "=", area.id],
                ["pillar", "=", pillar.key],
                ["found_on", ">=", date_from],
                ["found_on", "<=", date_to],
                ["state", "!=", "annulled"],
            ],
        });
    }
}

registry.category("actions").add("aftersales_6s.heat_map", HeatMap);
