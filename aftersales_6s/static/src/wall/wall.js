import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { formatFloat } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";

const { DateTime } = luxon;
/** Milliseconds between two looks at the server, two pictures, two pages of areas. */
const REFRESH = 60000;
const SLIDE = 8000;
const PAGE = 15000;
/** Below this width the areas stand below each other and people scroll. */
const NARROW = 992;
/** Bars of a trend begin here: below, differences would be too small to see. */
const FLOOR = 50;

/** How today's rounds show: in time, nobody came, still to do. */
const ICONS = {
    done: "fa-check-circle o_6s_done",
    missed: "fa-times-circle o_6s_missed",
    waiting: "fa-circle-o o_6s_waiting",
};

/**
 * What hangs in the workshop: areas with their scores, what is open, what is locked,
 * today's rounds, the best of the week, and pictures of before and after.
 *
 * It is read from afar and by everybody, so it is large and names nobody but the best.
 */
export class Wall extends Component {
    static template = "aftersales_6s.Wall";
    static props = { ...standardActionServiceProps };
    /** Managers have a board of their own, with more on it. */
    static dashboard = false;

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            data: null,
            slide: 0,
            page: 0,
            ...this.grid(),
            lostAt: "",
        });
        onWillStart(() => this.load());
        onMounted(() => {
            this.timers = [
                browser.setInterval(() => this.refresh(), REFRESH),
                browser.setInterval(() => this.state.slide++, SLIDE),
                browser.setInterval(() => this.state.page++, PAGE),
            ];
            this.onResize = () => Object.assign(this.state, this.grid());
            this.onVisible = () => this.keepAwake();
            browser.addEventListener("resize", this.onResize);
            document.addEventListener("visibilitychange", this.onVisible);
            this.keepAwake();
        });
        onWillUnmount(() => {
            (this.timers || []).forEach((timer) => browser.clearInterval(timer));
            browser.removeEventListener("resize", this.onResize);
            document.removeEventListener("visibilitychange", this.onVisible);
            this.awake?.release().catch(() => {});
        });
    }

    get isDashboard() {
        return this.constructor.dashboard;
    }

    async load() {
        this.state.data = await this.orm.silent.call("aftersales.6s.area", "wall_data", [], {
            dashboard: this.isDashboard,
        });
    }

    /** Without a network what was known stays, and says since when. */
    async refresh() {
        try {
            await this.load();
            this.state.lostAt = "";
        } catch {
            this.state.lostAt ||= this.state.data.time;
        }
    }

    /** A TV must not fall asleep; where a browser can't do that, its settings must. */
    async keepAwake() {
        if (this.isDashboard || document.visibilityState !== "visible") {
            return;
        }
        try {
            this.awake = await browser.navigator.wakeLock?.request("screen");
        } catch {
            this.awake = undefined;
        }
    }

    // Pages of areas

    /** How many areas fit beside and below each other; elsewhere one scrolls. */
    grid() {
        const { innerWidth: width, innerHeight: height } = browser;
        if (width < NARROW || this.isDashboard) {
            return { columns: 0, rows: 0 };
        }
        return { columns: width >= 1500 ? 4 : 3, rows: height >= 1000 ? 4 : height >= 700 ? 3 : 2 };
    }

    get size() {
        return this.state.columns * this.state.rows || this.state.data.areas.length || 1;
    }

    /** Few areas get more room each, yet no area fills the screen. */
    get gridStyle() {
        const { columns, rows, data } = this.state;
        if (!columns) {
            return "";
        }
        const needed = Math.max(2, Math.min(rows, Math.ceil(data.areas.length / columns)));
        return `grid-template: repeat(${needed}, minmax(0, 1fr)) / repeat(${columns}, minmax(0, 1fr))`;
    }

    get pages() {
        return Math.max(1, Math.ceil(this.state.data.areas.length / this.size));
    }

    get pageNumbers() {
        return this.pages > 1 ? [...Array(this.pages).keys()] : [];
    }

    get page() {
        return this.state.page % this.pages;
    }

    get areas() {
        return this.state.data.areas.slice(this.page * this.size, (this.page + 1) * this.size);
    }

    get pair() {
        const { gallery } = this.state.data;
        return gallery.length ? gallery[this.state.slide % gallery.length] : null;
    }

    // Words and numbers

    get day() {
        return DateTime.fromISO(this.state.data.today).toLocaleString({
            weekday: "long",
            month: "long",
            day: "numeric",
        });
    }

    get lost() {
        return _t("No connection since %s", this.state.lostAt);
    }

    score(value) {
        return value === null ? "–" : formatFloat(value, { digits: [16, 1] });
    }

    friday(day) {
        return DateTime.fromISO(day).toLocaleString({ month: "short", day: "numeric" });
    }

    weekTo(day) {
        return _t("Week to %s", this.friday(day));
    }

    /** The bars of a trend: place, height and colour, in a box of 80 by 24. */
    bars(trend) {
        return trend.map(({ score, grade }, place) => {
            const share = Math.max(0, (score ?? 0) - FLOOR) / (100 - FLOOR);
            const height = score === null ? 1 : Math.max(2, share * 24);
            return { x: place * 10 + 1, y: 24 - height, height, grade };
        });
    }

    /** The same for those who listen to it. */
    trendText(trend) {
        return trend
            .map(({ score }, place) => {
                const day = this.friday(this.state.data.fridays[place]);
                return `${day}: ${this.score(score)}`;
            })
            .join(", ");
    }

    /** Today's rounds of an area, one icon each. */
    marks({ rounds }) {
        return Object.entries(ICONS).flatMap(([state, icon]) => Array(rounds[state]).fill(icon));
    }

    lockText(lock) {
        return lock.equipment ? `${lock.name}: ${lock.equipment}` : lock.name;
    }

    // Buttons

    onFullscreen() {
        const wanted = document.fullscreenElement
            ? document.exitFullscreen()
            : document.documentElement.requestFullscreen?.();
        wanted?.catch(() => {});
    }

    onClose() {
        if (document.fullscreenElement) {
            document.exitFullscreen().catch(() => {});
        }
        this.env.config.historyBack();
    }

    openArea(area) {
        if (!this.isDashboard) {
            return;
        }
        return this.openFindings(area.name, [
            ["area_id", "=", area.id],
            ["state", "in", ["open", "corrected"]],
        ]);
    }

    openFindings(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "aftersales.6s.finding",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }

    openObjections() {
        return this.openFindings(_t("Objections"), [["objection_state", "=", "asked"]]);
    }

    openRechecks() {
        return this.openFindings(_t("To Recheck"), [["state", "=", "corrected"]]);
    }

    openWeeks() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Weeks to Confirm"),
            res_model: "aftersales.6s.week",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [["state", "=", "proposed"]],
        });
    }
}

export class Dashboard extends Wall {
    static dashboard = true;
}

registry.category("actions").add("aftersales_6s.wall", Wall);
registry.category("actions").add("aftersales_6s.dashboard", Dashboard);
