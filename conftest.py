pytest_plugins = ["tests.notebook_plugin"]
