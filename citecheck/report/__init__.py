"""The only place that words things: a `Report` as text for people and as JSON for programs, in Chinese and English."""

from citecheck.report.model import Report, StoreSummary, severity, worst

__all__ = ["Report", "StoreSummary", "severity", "worst"]
