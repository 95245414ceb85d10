"""The description of the API (OpenAPI 3.1), written from the models that the functions check with (``make api``)."""
