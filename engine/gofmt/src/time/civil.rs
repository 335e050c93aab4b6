//! Days and clocks, and the offsets of time zones.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::sync::LazyLock;

/// A moment as a calendar and a clock show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
    /// The hour.
    pub hour: i64,
    /// The minute.
    pub minute: i64,
    /// The second.
    pub second: i64,
    /// The nanosecond of the second.
    pub nanosecond: i64,
}

/// Has a year a leap day?
pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month.
#[must_use]
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 of the first day of a month; months beyond a year run on.
fn days_of_month(year: i128, month: i128) -> i128 {
    // Years begin in March: the leap day is their last.
    let months = year * 12 + month - 3;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12));
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 - 719_468
}

/// Seconds since 1970 of a calendar and a clock, as if in UTC; whatever is too great for its place runs on.
#[must_use]
pub fn seconds(year: i128, month: i128, day: i128, clock: i128) -> i128 {
    (days_of_month(year, month) + day - 1) * 86_400 + clock
}

impl Civil {
    /// What UTC shows.
    #[must_use]
    pub fn of(seconds: i64, nanosecond: i64) -> Self {
        let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        // Eras of 400 years begin in March of the year 0.
        let days = days + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month, day, hour: clock / 3600, minute: clock / 60 % 60, second: clock % 60, nanosecond }
    }

    /// Seconds since 1970, as if in UTC.
    #[must_use]
    pub fn seconds(&self) -> i128 {
        let clock = self.hour * 3600 + self.minute * 60 + self.second;
        seconds(self.year.into(), self.month.into(), self.day.into(), clock.into())
    }

    /// Days since Sunday.
    #[must_use]
    pub fn weekday(&self) -> i64 {
        // January 1, 1970 was a Thursday.
        (self.seconds().div_euclid(86_400) + 4).rem_euclid(7) as i64
    }

    /// The day of the year, from 1.
    #[must_use]
    pub fn year_day(&self) -> i64 {
        (days_of_month(self.year.into(), self.month.into()) - days_of_month(self.year.into(), 1)) as i64 + self.day
    }
}

/// A time zone; none is UTC.
#[derive(Clone, Debug, Default)]
pub struct Zone(Option<TimeZone>);

/// The zones that come with the program: nothing is read from the system.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

impl Zone {
    /// The zone of a name; the local one is UTC.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if matches!(name, "" | "UTC" | "Local") {
            return Some(Self(None));
        }
        let zone = ZONES.get(name).ok()?;
        // In Go, case matters.
        (zone.iana_name() == Some(name)).then_some(Self(Some(zone)))
    }

    /// The offset at a moment, in seconds, and its abbreviation.
    #[must_use]
    pub fn at(&self, seconds: i64) -> (i64, String) {
        let Some((zone, moment)) = self.0.as_ref().zip(Timestamp::from_second(seconds).ok()) else {
            return (0, "UTC".to_owned());
        };
        let info = zone.to_offset_info(moment);
        (info.offset().seconds().into(), info.abbreviation().to_owned())
    }

    /// The moment at which the zone shows a time; of two the first offset that Go tries.
    #[must_use]
    pub fn moment(&self, shown: i128) -> i128 {
        let offset = |seconds: i128| i64::try_from(seconds).map_or(0, |seconds| i128::from(self.at(seconds).0));
        match offset(shown) {
            0 => shown,
            first => shown - offset(shown - first),
        }
    }
}
