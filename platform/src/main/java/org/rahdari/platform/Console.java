package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Hidden;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Controller;

/** A controller of the console: the API's description leaves it out, and its problems are pages. */
@Controller
@Hidden
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Console {}
