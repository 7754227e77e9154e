"""The lecturer's command: run the course, refresh its outputs, measure its spreads.

May import `helpers`; `helpers` never imports from here.
"""
