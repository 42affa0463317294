"""The headings by which a document's section is known to be a field of a note: the form's own labels in every language of the
interface, the headings of a note's page, and what such documents commonly say.
"""

import re
import unicodedata
from functools import lru_cache

from flask_babel import force_locale

from app.config import LANGUAGES
from app.notes.forms import NoteForm
from app.notes.sections import LISTS, TEXTS

NOT_LETTERS = re.compile(r"[\W\d_]+")
ARTICLE = re.compile(r"^(?:the|our|le|la|les|l|el|los|las|o|os|as) ")
# Which fields a section may become, in the order of the form.
IN_THE_FORM = (
    "summary challenge what_we_did what_did_not_work context objectives resources cost time capacity legal_basis "
    "results_text conditions enabling_factors constraints beneficiaries community_needs gender_and_rights lessons "
    "sustainability risks advice based_on references contact"
)
TARGETS = tuple(IN_THE_FORM.split())
AS_TEXT = {"results": "results_text", "body": "context"}  # a list of figures is told in words; free text is context
SYNONYMS: dict[str, str] = {
    "summary": "abstract; executive summary; overview; in brief; résumé; synthèse; en bref; resumen; resumen ejecutivo; síntesis; "
    "resumo; resumo executivo; sumário; ملخص; الملخص; خلاصة; резюме; краткое изложение; аннотация; кратко; 摘要; 概述; 概要",
    "challenge": "problem; the problem; problem statement; challenges; issue; défi; le défi; problème; problématique; reto; desafío; "
    "problema; el problema; planteamiento del problema; desafio; o problema; التحدي; المشكلة; проблема; вызов; 挑战; 问题",
    "what_we_did": "approach; actions; activities; intervention; implementation; solution; what was done; démarche; actions menées; "
    "activités; mise en œuvre; solution apportée; enfoque; acciones; actividades; implementación; solución; abordagem; ações; "
    "atividades; implementação; solução; النهج; الأنشطة; التنفيذ; الحل; подход; действия; мероприятия; реализация; решение; 做法; 措施; "
    "活动; 实施; 解决方案",
    "what_did_not_work": "failures; setbacks; what failed; échecs; ce qui n'a pas marché; revers; fracasos; lo que no funcionó; "
    "fracassos; o que não funcionou; ما لم ينجح; الإخفاقات; неудачи; что не получилось; 失败; 未成功之处; 不足",
    "context": "background; setting; introduction; contexte; cadre; contexto; antecedentes; introducción; introdução; السياق; الخلفية; "
    "مقدمة; контекст; предыстория; введение; 背景; 环境; 引言",
    "objectives": "goals; aims; purpose; objectifs; buts; objetivos; metas; الأهداف; цели; задачи; 目标; 目的",
    "resources": "inputs; means; moyens; ressources; recursos; medios; meios; الموارد; ресурсы; 资源; 投入",
    "cost": "costs; budget; coût; coûts; costo; coste; presupuesto; custo; orçamento; التكلفة; الميزانية; стоимость; бюджет; 成本; 预算",
    "time": "timeline; duration; calendrier; durée; cronograma; duración; duração; الجدول الزمني; المدة; сроки; график; 时间; 期限",
    "results_text": "results; outcomes; impact; findings; résultats; effets; resultados; impacto; النتائج; الأثر; результаты; "
    "эффект; 成果; 结果; 成效; 影响",
    "conditions": "transfer conditions; conditions for success; prerequisites; replicability; conditions de réussite; prérequis; "
    "condiciones; requisitos; replicabilidad; condições; شروط النجاح; المتطلبات; условия; условия успеха; 条件; 前提",
    "enabling_factors": "enabling factors; success factors; enablers; facteurs de succès; factores de éxito; fatores de sucesso; "
    "عوامل النجاح; факторы успеха; 成功因素; 有利因素",
    "constraints": "barriers; obstacles; limitations; contraintes; restricciones; obstáculos; limitaciones; restrições; limitações; "
    "المعوقات; القيود; ограничения; препятствия; 障碍; 限制",
    "beneficiaries": "target group; stakeholders; bénéficiaires; parties prenantes; beneficiarios; partes interesadas; "
    "beneficiários; المستفيدون; أصحاب المصلحة; бенефициары; заинтересованные стороны; 受益者; 利益相关者",
    "gender_and_rights": "gender; human rights; genre; droits humains; género; derechos humanos; gênero; direitos humanos; "
    "النوع الاجتماعي; حقوق الإنسان; гендер; права человека; 性别; 人权",
    "lessons": "lessons; lessons learnt; conclusions; conclusion; leçons apprises; enseignements; lecciones aprendidas; conclusiones; "
    "lições aprendidas; conclusão; الدروس المستفادة; الخلاصة والدروس; уроки; извлечённые уроки; выводы; 经验教训; 结论",
    "sustainability": "sustainability; durabilité; pérennité; sostenibilidad; sustentabilidade; الاستدامة; устойчивость; 可持续性",
    "risks": "risk; risques; riesgos; riscos; المخاطر; риски; 风险",
    "advice": "recommendations; advice; recommandations; conseils; recomendaciones; consejos; recomendações; التوصيات; рекомендации; "
    "советы; 建议",
    "references": "sources; bibliography; further reading; références; bibliographie; referencias; bibliografía; referências; "
    "bibliografia; المراجع; المصادر; источники; литература; 参考文献; 来源",
    "contact": "contacts; contact us; contacto; contato; جهة الاتصال; للاتصال; контакты; 联系方式; 联系人",
}


def folded(heading: str) -> str:
    """Small letters without accents, numbers, marks and an article: "2.1 Les résultats :" is "resultats"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", heading.casefold()) if not unicodedata.combining(c))
    return ARTICLE.sub("", NOT_LETTERS.sub(" ", bare).strip())


@lru_cache(maxsize=1)
def fields_by_heading() -> dict[str, str]:
    """Every known heading, folded, with its field. A label of the form wins over a heading of the page, and that over a synonym."""
    known = {folded(word): name for name, words in SYNONYMS.items() for word in words.split(";")}
    for language in LANGUAGES:
        with force_locale(language):
            for anchor, (title, texts) in TEXTS.items():
                first = LISTS.get(anchor) or texts[0][0]
                known |= {folded(str(heading or title)): name for name, heading in texts}
                known[folded(str(title))] = first
            known |= {folded(str(field.label.text)): field.name for field in NoteForm()}
    named = {heading: AS_TEXT.get(name, name) for heading, name in known.items()}
    return {heading: name for heading, name in named.items() if heading and (name in TARGETS or name == "title")}


def field_of(heading: str) -> str:
    """The field that a heading names, empty when none is known."""
    return fields_by_heading().get(folded(heading), "")
