never.required()
